//! How lots are searched by words: one and two characters that stand together, as both engines
//! can look up in a plain table. A word of Chinese has no spaces around it, and often two
//! characters.

use std::collections::BTreeSet;

use exchange::Title;

/// What a search looks into: titles and place in small letters.
pub(super) fn sought(title: &Title, place: &str) -> String {
    [title.chinese.as_str(), title.english.as_str(), place].join("\n").to_lowercase()
}

/// Every one and two characters that stand together in the words of a text.
pub(super) fn grams(sought: &str) -> BTreeSet<String> {
    let mut grams = BTreeSet::new();
    for word in sought.split_whitespace() {
        let mut before = None;
        for character in word.chars() {
            grams.insert(character.to_string());
            grams.extend(before.map(|before: char| [before, character].iter().collect()));
            before = Some(character);
        }
    }
    grams
}

/// The words that a search asks for, in small letters.
pub(super) fn words(text: &str) -> Vec<String> {
    text.to_lowercase().split_whitespace().map(str::to_owned).collect()
}

/// The first two characters of a word, or its only one: lots that hold the word hold this.
pub(super) fn first_gram(word: &str) -> String {
    word.chars().take(2).collect()
}

/// A pattern for `LIKE … ESCAPE '!'` that finds a word anywhere.
pub(super) fn anywhere(word: &str) -> String {
    let mut pattern = String::from("%");
    for character in word.chars() {
        if matches!(character, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_its_single_characters_and_its_pairs_within_words() {
        let title = Title { chinese: "鱼塘A".to_owned(), english: "Po".to_owned() };
        let sought = sought(&title, "");
        assert_eq!(sought, "鱼塘a\npo\n");
        let expected = ["a", "o", "p", "po", "塘", "塘a", "鱼", "鱼塘"];
        assert_eq!(grams(&sought).into_iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn every_word_of_a_text_is_found_by_its_first_gram() {
        let sought = "福州市鼓楼区 pond no. 7";
        let grams = grams(sought);
        for word in ["福", "州市", "鼓楼区", "楼区", "pond", "ond", ".", "7"] {
            assert!(grams.contains(&first_gram(word)), "{word}");
        }
    }

    #[test]
    fn a_pattern_takes_every_character_for_itself() {
        assert_eq!(anywhere("50%_!"), "%50!%!_!!%");
    }
}
