//! A page of sections: what is known of one thing, what can be done with it, and lists of others.

use askama::Template;

use super::Frame;
use super::form::{PostForm, Refused};
use crate::language::Language;

/// A page of sections.
#[derive(Template)]
#[template(path = "sections.html")]
pub(crate) struct SectionsPage {
    pub(crate) f: Frame,
    pub(crate) title: String,
    pub(crate) lead: String,
    /// The pages above this one.
    pub(crate) crumbs: Vec<Link>,
    pub(crate) chip: Option<Chip>,
    pub(crate) links: Vec<Link>,
    pub(crate) sections: Vec<Section>,
    /// Where the list goes on.
    pub(crate) next: Option<Link>,
}

/// A part of a page under a heading.
#[derive(Template, Default)]
#[template(path = "section.html")]
pub(crate) struct Section {
    pub(crate) id: &'static str,
    pub(crate) heading: String,
    pub(crate) lead: String,
    pub(crate) facts: Vec<Fact>,
    /// A longer text, with its line breaks.
    pub(crate) text: String,
    pub(crate) rows: Vec<Row>,
    pub(crate) links: Vec<Link>,
    pub(crate) forms: Vec<PostForm>,
    /// What is said where there is nothing else.
    pub(crate) empty: String,
}

/// Something known, under its name.
pub(crate) struct Fact {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) href: String,
}

/// One thing of a list.
#[derive(Default)]
pub(crate) struct Row {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) chip: Option<Chip>,
    pub(crate) lines: Vec<String>,
    /// What somebody else wrote about it.
    pub(crate) note: String,
    pub(crate) links: Vec<Link>,
}

/// A short word on where something stands.
pub(crate) struct Chip {
    pub(crate) tone: &'static str,
    pub(crate) text: String,
}

/// A way to another page.
pub(crate) struct Link {
    pub(crate) href: String,
    pub(crate) text: String,
}

impl Link {
    pub(crate) fn new(href: impl Into<String>, text: String) -> Self {
        Self { href: href.into(), text }
    }
}

impl Fact {
    pub(crate) fn new(name: String, text: impl Into<String>) -> Self {
        Self { name, text: text.into(), href: String::new() }
    }

    pub(crate) fn linked(name: String, text: impl Into<String>, href: String) -> Self {
        Self { name, text: text.into(), href }
    }
}

impl Section {
    pub(crate) fn new(id: &'static str, language: Language) -> Self {
        Self { id, heading: language.say(&format!("section-{id}")), ..Self::default() }
    }

    fn is_empty(&self) -> bool {
        self.facts.is_empty()
            && self.text.is_empty()
            && self.rows.is_empty()
            && self.links.is_empty()
            && self.forms.is_empty()
    }

    pub(crate) fn html(&self) -> String {
        self.render().unwrap_or_default()
    }
}

impl SectionsPage {
    pub(crate) const fn new(f: Frame, title: String) -> Self {
        Self {
            f,
            title,
            lead: String::new(),
            crumbs: Vec::new(),
            chip: None,
            links: Vec::new(),
            sections: Vec::new(),
            next: None,
        }
    }

    /// Shows what was refused in its form, or above everything where the form is no longer here.
    pub(crate) fn refuse(&mut self, refused: Option<Refused>) {
        let Some(refused) = refused else { return };
        let language = self.f.language;
        let holds = |section: &&mut Section| section.has_form(refused.form);
        let told = match self.sections.iter_mut().find(holds) {
            Some(section) => refused.show(&mut section.forms, language),
            None => refused.show(&mut [], language),
        };
        self.f.problem = told;
    }
}

impl Section {
    fn has_form(&self, id: &str) -> bool {
        self.forms.iter().any(|form| form.has_id(id))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    /// How sources ask for a phrase, and what its key begins with.
    const ASKS: [(&str, &str); 8] = [
        ("say(\"", ""),
        ("say_with(\"", ""),
        ("fact(\"", "fact-"),
        ("Section::new(\"", "section-"),
        ("PostForm::new(\"", "form-"),
        ("told: \"", "told-"),
        ("told(\"", "told-"),
        ("hint(\"", "field-"),
    ];

    fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { sources(&path, found) } else { found.push(path) }
        }
    }

    /// Each key that a page asks for, however deep it lies, is in the phrase file.
    #[test]
    fn every_phrase_of_every_page_is_there() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let phrases = std::fs::read_to_string(root.join("phrases/zh-CN.ftl")).unwrap();
        let known: BTreeSet<&str> =
            phrases.lines().filter_map(|line| line.split_once(" = ").map(|(key, _)| key)).collect();
        let mut found = Vec::new();
        sources(&root.join("src/pages"), &mut found);
        sources(&root.join("templates"), &mut found);
        let mut asked = 0;
        for path in found {
            let text = std::fs::read_to_string(&path).unwrap();
            for (ask, start) in ASKS {
                for piece in text.split(ask).skip(1) {
                    let name = piece.split('"').next().unwrap();
                    let is_key = name.chars().all(|it| it.is_ascii_lowercase() || it == '-');
                    if !is_key || name.is_empty() {
                        continue;
                    }
                    let end = if start == "field-" { "-hint" } else { "" };
                    let key = format!("{start}{name}{end}");
                    asked += 1;
                    assert!(known.contains(key.as_str()), "{} asks for {key}", path.display());
                }
            }
        }
        assert!(asked > 200, "the pages ask for phrases: {asked}");
    }
}
