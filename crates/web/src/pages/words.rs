//! Amounts, times, lengths of time and states in words.

use exchange::{
    AscendingTerms, FirstBid, Increment, OwnOverbid, ProxyBidding, Reserve, Terms, Title,
};
use floor::{LotView, Standing};
use lexicon::{Category, Moment, Money, Span};
use serde_json::{Map, Value};

use crate::language::Language;
use crate::view::{State, Times, ascending, unsold_slug};

/// Yuan in groups of three: `1,050,000.00`.
pub(crate) fn say_money(money: Money) -> String {
    let plain = money.to_string();
    let (yuan, fen) = plain.split_once('.').unwrap_or((&plain, "00"));
    let (sign, digits) = yuan.strip_prefix('-').map_or(("", yuan), |digits| ("-", digits));
    let mut grouped = String::with_capacity(plain.len() + plain.len().div_ceil(3));
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}.{fen}")
}

/// A moment to the second in China's time: `2026-07-01 09:30:00`.
pub(crate) fn say_time(moment: Moment) -> String {
    let text = moment.to_string();
    let seconds = text.split('.').next().unwrap_or(&text);
    seconds.replace('T', " ")
}

/// A length of time in its two largest units.
pub(crate) fn say_span(span: Span, language: Language) -> String {
    const UNITS: [(u64, &str); 4] =
        [(86_400, "days"), (3_600, "hours"), (60, "minutes"), (1, "seconds")];
    let mut seconds = span.to_std().as_secs();
    let mut parts = Vec::new();
    for (size, unit) in UNITS {
        let count = seconds.checked_div(size).unwrap_or(0);
        seconds = seconds.checked_rem(size).unwrap_or(0);
        if count > 0 && parts.len() < 2 {
            parts
                .push(language.say_with(&format!("span-{unit}"), &[("count", &count.to_string())]));
        }
    }
    if parts.is_empty() {
        parts.push(language.say_with("span-seconds", &[("count", "0")]));
    }
    parts.join(&language.say("span-joint"))
}

pub(super) fn say_state(state: State, language: Language) -> String {
    language.say(&format!("state-{}", state.slug()))
}

pub(super) fn say_category(category: Category, language: Language) -> String {
    language.say(&format!("category-{}", category.slug()))
}

/// Control characters but line breaks, and such as turn the direction of what follows.
pub(super) fn is_unprintable(text: &str) -> bool {
    text.chars().any(|it| exchange::is_unprintable(it) && it != '\n')
}

/// A title in the reader's language, where there is one in it.
pub(super) fn say_title(title: &Title, language: Language) -> String {
    match language {
        Language::English if !title.english.is_empty() => title.english.clone(),
        Language::English | Language::Chinese => title.chinese.clone(),
    }
}

/// An amount with its unit.
pub(super) fn say_yuan(money: Money, language: Language) -> String {
    language.say_with("amount-yuan", &[("amount", &say_money(money))])
}

/// Which name the shown price has.
pub(super) fn price_key(view: &LotView) -> &'static str {
    match (State::of(&view.standing), view.leading_price) {
        (State::Awarded, _) => "price-awarded",
        (State::Unsold | State::Terminated, Some(_)) => "price-highest",
        (_, Some(_)) => "price-leading",
        (_, None) => "price-starting",
    }
}

/// What the countdown counts to.
pub(super) fn next_key(view: &LotView) -> &'static str {
    match view.standing {
        Standing::Announced { .. } => "next-opens",
        Standing::Running { phase_ends_at, closes_at, .. } if phase_ends_at < closes_at => {
            "next-phase"
        }
        Standing::Running { .. } => "next-closes",
        Standing::Suspended { resumes_at: Some(_) }
        | Standing::Interrupted { resumes_at: Some(_) } => "next-resumes",
        Standing::Suspended { resumes_at: None } | Standing::Interrupted { resumes_at: None } => {
            "next-stopped"
        }
        Standing::Awarded { .. }
        | Standing::Divided { .. }
        | Standing::Unsold { .. }
        | Standing::Terminated { .. } => "next-closed",
    }
}

/// The moment beside it: that of the next step, or that of the end.
pub(super) fn next_moment(view: &LotView) -> Option<Moment> {
    let times = Times::of(view);
    times.next(State::of(&view.standing)).or(times.closes_at)
}

/// What the present phase means for whoever bids.
pub(super) fn say_phase(view: &LotView, language: Language) -> String {
    let timed = ascending(&view.card.terms).and_then(|terms| terms.timed_bidding);
    let cycle = timed.map(|timed| say_span(timed.cycle, language));
    match view.standing {
        Standing::Announced { .. } => language.say("phase-announced"),
        Standing::Running { phase: exchange::Phase::FreeBidding, .. } => match cycle {
            Some(cycle) => language.say_with("phase-free-then-timed", &[("cycle", &cycle)]),
            None => language.say("phase-free-only"),
        },
        Standing::Running { phase: exchange::Phase::TimedBidding, .. } => {
            let cycle = cycle.unwrap_or_default();
            language.say_with("phase-timed", &[("cycle", &cycle)])
        }
        Standing::Running { phase, .. } => language.say(&format!("phase-{}", phase.slug())),
        Standing::Divided { .. } => language.say("phase-divided"),
        Standing::Suspended { .. } => language.say("phase-suspended"),
        Standing::Interrupted { .. } => language.say("phase-interrupted"),
        Standing::Awarded { paddle, price, .. } => language.say_with(
            "phase-awarded",
            &[("paddle", &paddle.to_string()), ("price", &say_money(price))],
        ),
        Standing::Unsold { reason, .. } => {
            language.say(&format!("phase-unsold-{}", unsold_slug(reason)))
        }
        Standing::Terminated { .. } => language.say("phase-terminated"),
    }
}

/// A rule of a sale, in words.
pub(super) struct Rule {
    pub(super) name: String,
    pub(super) text: String,
}

/// What a lot's sale is held to, in words, in the order in which a bidder asks.
pub(super) fn say_rules(view: &LotView, language: Language) -> Vec<Rule> {
    let terms = &view.card.terms;
    let price = view.leading_price.unwrap_or(terms.starting_price());
    say_terms(terms, price, Some(terms.opens_at()), language)
}

/// What a sale is held to at this price; when it opens is not known before it is disclosed.
pub(super) fn say_terms(
    terms: &Terms,
    price: Money,
    opens_at: Option<Moment>,
    language: Language,
) -> Vec<Rule> {
    ascending(terms).map_or_else(Vec::new, |terms| say_ascending(terms, price, opens_at, language))
}

fn say_ascending(
    terms: &AscendingTerms,
    price: Money,
    opens_at: Option<Moment>,
    language: Language,
) -> Vec<Rule> {
    let say = |key: &str| language.say(key);
    let with = |key: &str, values: &[(&str, &str)]| language.say_with(key, values);
    let mut rules = Vec::new();
    let mut rule = |name: &str, text: String| rules.push(Rule { name: say(name), text });

    let start = say_money(terms.starting_price);
    rule(
        "rule-starting-price",
        match terms.first_bid {
            FirstBid::AtStart => with("rule-first-at-start", &[("price", &start)]),
            FirstBid::AboveStart => with("rule-first-above-start", &[("price", &start)]),
        },
    );
    let step = say_money(terms.increment.step(price));
    let banded = if terms.increment.ladder().is_fixed() { "" } else { &say("rule-banded") };
    rule(
        "rule-increment",
        match terms.increment {
            Increment::AtLeast(_) => with("rule-at-least", &[("step", &step)]),
            Increment::Multiple(_) => with("rule-multiple", &[("step", &step)]),
        } + banded,
    );
    if let Some(opens_at) = opens_at {
        rule("rule-opens", say_time(opens_at));
    }
    if !terms.free_bidding.is_zero() {
        rule(
            "state-free-bidding",
            with("rule-lasts", &[("span", &say_span(terms.free_bidding, language))]),
        );
    }
    if let Some(timed) = terms.timed_bidding {
        rule(
            "state-timed-bidding",
            with("rule-cycle", &[("span", &say_span(timed.cycle, language))]),
        );
    }
    if let Some(extension) = terms.extension {
        let window = say_span(extension.window, language);
        let length = say_span(extension.length, language);
        rule("rule-extension", with("rule-extended", &[("window", &window), ("length", &length)]));
    }
    if let Some(hard_end) = terms.hard_end {
        rule("rule-hard-end", with("rule-hard-end-at", &[("moment", &say_time(hard_end))]));
    }
    rule(
        "rule-reserve",
        match terms.reserve {
            Reserve::None => say("rule-reserve-none"),
            Reserve::Public(price) => with("rule-reserve-public", &[("price", &say_money(price))]),
            Reserve::Secret { .. } => say("rule-reserve-secret"),
        },
    );
    rule("rule-bidders", with("rule-bidders-min", &[("count", &terms.bidders_min.to_string())]));
    rule(
        "rule-own-overbid",
        match terms.own_overbid {
            OwnOverbid::Refused => say("rule-own-refused"),
            OwnOverbid::Allowed => say("rule-own-allowed"),
        },
    );
    rule(
        "rule-proxy",
        match terms.proxy_bidding {
            ProxyBidding::Refused => say("rule-proxy-refused"),
            ProxyBidding::Allowed => say("rule-proxy-allowed"),
        },
    );
    rules
}

/// The phrases that scripts need, as JSON in an attribute.
pub(super) fn for_scripts(language: Language) -> String {
    const KEYS: [&str; 25] = [
        "amount-malformed",
        "amount-places",
        "ask-again",
        "bid-stands",
        "bid-stands-answered",
        "ceiling-stands",
        "connection-lost",
        "day-short",
        "next-closed",
        "next-closes",
        "next-opens",
        "next-phase",
        "next-resumes",
        "next-stopped",
        "price-awarded",
        "price-highest",
        "price-leading",
        "price-starting",
        "sending",
        "stop-mark",
        "unknown-explained",
        "unknown-heading",
        "you",
        "yuan",
        "receipt",
    ];
    let states = State::all().map(|state| format!("state-{}", state.slug()));
    let keys = KEYS.into_iter().map(str::to_owned).chain(states);
    let phrases: Map<String, Value> = keys
        .map(|key| {
            let text = language.say(&key);
            (key, text.into())
        })
        .collect();
    Value::Object(phrases).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_and_keep_their_fen() {
        for (fen, text) in [
            (0, "0.00"),
            (99_999, "999.99"),
            (100_000, "1,000.00"),
            (10_500_000, "105,000.00"),
            (123_456_789_012, "1,234,567,890.12"),
            (-100_000, "-1,000.00"),
        ] {
            assert_eq!(say_money(Money::from_fen(fen)), text);
        }
    }

    #[test]
    fn times_and_lengths_are_said_shortly() {
        let at: Moment = "2026-07-01T01:30:00.5Z".parse().unwrap();
        assert_eq!(say_time(at), "2026-07-01 09:30:00");
        let span = |seconds| say_span(Span::from_seconds(seconds), Language::English);
        assert_eq!(span(300), "5 min");
        assert_eq!(span(90_061), "1 d 1 h");
        assert_eq!(span(0), "0 s");
    }
}
