//! Titles and published reasons: what is written is what is read.

use exchange::{
    Act, Actor, Command, REASON_LENGTH_MAX, Reason, Refusal, TITLE_LENGTH_MAX, TextField, Title,
    TradingRefusal,
};
use lexicon::LotId;

use crate::hall::Hall;
use crate::terms::{plain, published, t};

/// What may stand in no text: control characters, and such as turn or hide what follows.
const UNPRINTABLE: &[char] = &[
    '\0', '\u{7}', '\t', '\n', '\r', '\u{1b}', '\u{7f}', '\u{85}', '\u{9f}', '\u{61c}', '\u{200b}',
    '\u{200e}', '\u{200f}', '\u{2028}', '\u{2029}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}',
    '\u{202e}', '\u{2060}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}', '\u{feff}',
];

fn titled(chinese: &str, english: &str) -> Command {
    let Command::PublishLot { category, terms, .. } = published(plain()) else {
        panic!("a publication")
    };
    let title = Title { chinese: chinese.to_owned(), english: english.to_owned() };
    Command::PublishLot { title, category, terms }
}

fn length(field: TextField, most: usize) -> Refusal {
    TradingRefusal::TextLength { field, most: u32::try_from(most).unwrap() }.into()
}

#[test]
fn a_title_has_chinese_and_may_have_english() {
    let (chinese, english) = (TextField::TitleChinese, TextField::TitleEnglish);
    let (long, longer) = ("标".repeat(TITLE_LENGTH_MAX), "标".repeat(TITLE_LENGTH_MAX + 1));
    for (text, translation, refusal) in [
        ("鱼塘", "Pond", None),
        ("鱼塘", "", None),
        ("鱼塘 🐟 ２号", "Pond №2 – “west”", None),
        ("", "Pond", Some(length(chinese, TITLE_LENGTH_MAX))),
        (" \u{3000}\u{a0} ", "Pond", Some(length(chinese, TITLE_LENGTH_MAX))),
        // A character counts as one, however many bytes it takes.
        (&long, &long, None),
        (&longer, "Pond", Some(length(chinese, TITLE_LENGTH_MAX))),
        ("鱼塘", &longer, Some(length(english, TITLE_LENGTH_MAX))),
        ("", &longer, Some(length(chinese, TITLE_LENGTH_MAX))),
    ] {
        let mut hall = Hall::new();
        let ruling = hall.ask(&Actor::EXCHANGE, &titled(text, translation));
        assert_eq!(ruling.err(), refusal, "{text:?} {translation:?}");
    }
}

#[test]
fn a_reason_is_given() {
    let (long, longer) = ("因".repeat(REASON_LENGTH_MAX), "因".repeat(REASON_LENGTH_MAX + 1));
    for (text, refusal) in [
        ("线路中断", None),
        (long.as_str(), None),
        ("", Some(length(TextField::Reason, REASON_LENGTH_MAX))),
        ("  ", Some(length(TextField::Reason, REASON_LENGTH_MAX))),
        (&longer, Some(length(TextField::Reason, REASON_LENGTH_MAX))),
    ] {
        for act in acts(text) {
            let mut hall = Hall::with_lot();
            assert_eq!(hall.propose(act).err(), refusal, "{text:?}");
        }
    }
}

/// Every act with a published reason.
fn acts(reason: &str) -> [Act; 3] {
    let (lot, reason) = (LotId(1), Reason(reason.to_owned()));
    [
        Act::SuspendLot { lot, reason: reason.clone() },
        Act::TerminateLot { lot, reason: reason.clone() },
        Act::PauseExchange { reason, until: t(3_600) },
    ]
}

#[test]
fn a_text_reads_as_it_is_written() {
    for character in UNPRINTABLE {
        let text = format!("鱼{character}塘");
        let refused = |field| Some(TradingRefusal::TextUnprintable { field }.into());
        let mut hall = Hall::with_lot();
        let chinese = hall.ask(&Actor::EXCHANGE, &titled(&text, "Pond"));
        assert_eq!(chinese.err(), refused(TextField::TitleChinese), "{character:?}");
        let english = hall.ask(&Actor::EXCHANGE, &titled("鱼塘", &text));
        assert_eq!(english.err(), refused(TextField::TitleEnglish), "{character:?}");
        for act in acts(&text) {
            assert_eq!(hall.propose(act).err(), refused(TextField::Reason), "{character:?}");
        }
    }
}
