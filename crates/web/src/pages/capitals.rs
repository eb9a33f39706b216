//! Amounts in the capital numerals of contracts and cheques (人民币大写).
//!
//! 《支付结算办法》附一 (正确填写票据和结算凭证的基本规定): one 零 stands for any number of noughts
//! between digits, none before 元, and 整 ends an amount that has no fen. Where it leaves a choice
//! (a nought right before 万 or 元) none is written.

use lexicon::Money;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];

/// The amount in capital numerals: `壹拾万伍仟元整`.
pub(super) fn capitals(amount: Money) -> String {
    let fen = amount.fen().unsigned_abs();
    let (yuan, rest) = split(fen, 100);
    let (tenths, hundredths) = split(rest, 10);
    let mut words = String::new();
    if amount < Money::ZERO {
        words.push('负');
    }
    if yuan > 0 {
        whole(yuan, &mut words);
        words.push('元');
    }
    if tenths > 0 {
        digit(tenths, &mut words);
        words.push('角');
    } else if hundredths > 0 && yuan > 0 {
        words.push('零');
    }
    if hundredths > 0 {
        digit(hundredths, &mut words);
        words.push('分');
        return words;
    }
    words.push_str(if fen == 0 { "零元整" } else { "整" });
    words
}

/// A whole number above nothing.
fn whole(number: u64, words: &mut String) {
    const UNITS: [(u64, char); 5] =
        [(100_000_000, '亿'), (10_000, '万'), (1_000, '仟'), (100, '佰'), (10, '拾')];
    let Some((size, unit)) = UNITS.into_iter().find(|(size, _)| number >= *size) else {
        digit(number, words);
        return;
    };
    let (above, below) = split(number, size);
    whole(above, words);
    words.push(unit);
    if below > 0 {
        // A nought stands between them unless the next digit down is right behind.
        if below.saturating_mul(10) < size {
            words.push('零');
        }
        whole(below, words);
    }
}

fn digit(number: u64, words: &mut String) {
    let place = usize::try_from(number).unwrap_or(0);
    words.extend(DIGITS.get(place));
}

/// How often `size` goes into a number, and what is left.
const fn split(number: u64, size: u64) -> (u64, u64) {
    (number / size, number % size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_contracts_want_them() {
        for (fen, words) in [
            (0, "零元整"),
            (1, "壹分"),
            (5, "伍分"),
            (50, "伍角整"),
            (56, "伍角陆分"),
            (100, "壹元整"),
            (101, "壹元零壹分"),
            (110, "壹元壹角整"),
            (1_000, "壹拾元整"),
            (1_010, "壹拾元壹角整"),
            (1_100, "壹拾壹元整"),
            (10_100, "壹佰零壹元整"),
            (11_000, "壹佰壹拾元整"),
            (100_100, "壹仟零壹元整"),
            (101_000, "壹仟零壹拾元整"),
            (140_950, "壹仟肆佰零玖元伍角整"),
            (168_032, "壹仟陆佰捌拾元叁角贰分"),
            (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
            (32_504, "叁佰贰拾伍元零肆分"),
            (600_714, "陆仟零柒元壹角肆分"),
            (1_000_000, "壹万元整"),
            (1_000_100, "壹万零壹元整"),
            (1_050_000, "壹万零伍佰元整"),
            (1_500_000, "壹万伍仟元整"),
            (10_500_000, "壹拾万伍仟元整"),
            (10_700_053, "壹拾万柒仟元伍角叁分"),
            (16_107_800, "壹拾陆万壹仟零柒拾捌元整"),
            (100_050_000, "壹佰万零伍佰元整"),
            (100_500_000, "壹佰万伍仟元整"),
            (1_000_000_000, "壹仟万元整"),
            (10_000_500_000, "壹亿零伍仟元整"),
            (10_050_000_000, "壹亿零伍拾万元整"),
            (15_000_000_000, "壹亿伍仟万元整"),
            (100_000_000_100, "壹拾亿零壹元整"),
            (123_456_789_012, "壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元壹角贰分"),
            (1_000_000_000_000_000, "壹拾万亿元整"),
            (123_456_789_012_345, "壹万贰仟叁佰肆拾伍亿陆仟柒佰捌拾玖万零壹佰贰拾叁元肆角伍分"),
            (-10_500_000, "负壹拾万伍仟元整"),
        ] {
            assert_eq!(capitals(Money::from_fen(fen)), words, "{fen}");
        }
    }

    /// Read back digit by digit, the words give the amount again.
    #[test]
    fn the_words_say_the_amount_and_no_other() {
        let mut fen: i64 = 1;
        while fen < 1_000_000_000_000_000 {
            for amount in [fen, fen + 1, fen * 7, fen * 10 - 1, fen + 100, fen + 12_345] {
                let words = capitals(Money::from_fen(amount));
                assert_eq!(read(&words), amount, "{words}");
                assert!(!words.contains("零零"), "{words}");
                assert!(!words.contains("零元") && !words.contains("零万"), "{words}");
            }
            fen = fen * 10 + 3;
        }
    }

    fn read(words: &str) -> i64 {
        let (mut total, mut group, mut digit, mut yuan) = (0, 0, 0, None);
        for character in words.chars() {
            let place = DIGITS.iter().position(|known| *known == character);
            if let Some(place) = place {
                digit = i64::try_from(place).unwrap();
                continue;
            }
            match character {
                '拾' => group += digit * 10,
                '佰' => group += digit * 100,
                '仟' => group += digit * 1_000,
                '万' => total += (group + digit) * 10_000,
                '亿' => total = (total + group + digit) * 100_000_000,
                '元' => yuan = Some((total + group + digit) * 100),
                '角' => yuan = Some(yuan.unwrap_or(0) + digit * 10),
                '分' => yuan = Some(yuan.unwrap_or(0) + digit),
                '整' => {}
                other => panic!("{other}"),
            }
            if matches!(character, '万' | '亿') {
                group = 0;
            }
            digit = 0;
        }
        yuan.unwrap()
    }
}
