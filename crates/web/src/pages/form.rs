//! Forms: their fields, what was typed into them, and what was wrong with it.
//!
//! A form names its fields once, by [`Field`]; what comes back is [`Typed`], read by these names.
//! A form that is refused is shown again with everything that was typed, and what was wrong stands
//! beside the field that it is about, or above the form where it is about none.

mod typed;

use askama::Template;
use lexicon::Moment;

use super::{Choice, Told, new_request_id, next_request_id};
use crate::language::Language;
use crate::problem::{Cause, Problem, Wanted};

pub(crate) use typed::Typed;

/// The name of the field that carries a form's request id.
pub(super) const REQUEST_ID: &str = "request_id";

/// A form as a page shows it.
#[derive(Template)]
#[template(path = "form.html")]
pub(crate) struct PostForm {
    /// By what a page knows it again when it comes back refused.
    id: &'static str,
    action: String,
    heading: String,
    lead: String,
    request_id: String,
    fields: Vec<Field>,
    submit: String,
    style: Style,
    problem: Option<Told>,
}

/// How much a form's button stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// What most readers came for.
    Primary,
    /// One thing among others.
    Plain,
    /// What is seldom wanted.
    Quiet,
}

/// A field of a form.
#[derive(Template)]
#[template(path = "field.html")]
pub(crate) struct Field {
    name: &'static str,
    /// Unlike the name it is one of its kind on the whole page.
    id: String,
    label: String,
    hint: String,
    kind: Kind,
    value: String,
    error: String,
    is_required: bool,
    /// Beside its neighbour, where there is room for two.
    is_half: bool,
    /// Only shown once there is something to show.
    is_idle: bool,
}

/// What a field takes.
pub(crate) enum Kind {
    /// One line of so many characters.
    Line(usize),
    /// Lines of so many characters together.
    Lines(usize),
    /// An amount in yuan.
    Amount(String),
    /// A moment in China's time.
    Moment,
    /// A whole number.
    Count,
    /// Six digits.
    Digits,
    /// One of these.
    Choice(Vec<Choice>),
    /// A file.
    File,
    /// A password that is made here.
    NewPassword,
    /// A mark that is set or not.
    Mark,
    /// A heading over the fields that follow.
    Group,
    /// What the form carries along unseen.
    Hidden,
}

impl PostForm {
    /// A form whose phrases begin with `form-` and its id.
    pub(crate) fn new(id: &'static str, action: String, language: Language) -> Self {
        Self {
            id,
            action,
            heading: language.say(&format!("form-{id}")),
            lead: String::new(),
            request_id: new_request_id(),
            fields: Vec::new(),
            submit: language.beside(&format!("form-{id}"), "submit", &[]),
            style: Style::Plain,
            problem: None,
        }
    }

    pub(crate) fn with(mut self, mut field: Field) -> Self {
        field.id = format!("{}-{}", self.id, field.name);
        self.fields.push(field);
        self
    }

    /// Without a heading of its own, where it is alone under one.
    pub(crate) fn bare(mut self) -> Self {
        self.heading.clear();
        self
    }

    /// A heading over the fields that follow.
    pub(crate) fn group(self, heading: String) -> Self {
        let mut field = Field::hidden("", String::new());
        field.kind = Kind::Group;
        field.label = heading;
        self.with(field)
    }

    /// Fills a field before anybody has typed.
    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        for field in self.fields.iter_mut().filter(|field| field.name == name) {
            field.fill(value);
        }
        self
    }

    /// Shows a field that had nothing to show, and says what it is about.
    pub(super) fn reveal(&mut self, name: &str, hint: &str) {
        for field in self.fields.iter_mut().filter(|field| field.name == name) {
            field.is_idle = false;
            hint.clone_into(&mut field.hint);
        }
    }

    pub(crate) fn lead(mut self, lead: String) -> Self {
        self.lead = lead;
        self
    }

    pub(crate) const fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    pub(super) fn has_id(&self, id: &str) -> bool {
        self.id == id
    }

    fn has_files(&self) -> bool {
        self.fields.iter().any(|field| matches!(field.kind, Kind::File))
    }

    pub(crate) fn html(&self) -> String {
        self.render().unwrap_or_default()
    }

    /// Takes up what was typed and why it is refused.
    pub(crate) fn refuse(&mut self, refused: &Refused, language: Language) {
        let Refused { typed, faults, .. } = refused;
        for field in &mut self.fields {
            if let Some(value) = typed.given(field.name) {
                field.fill(value);
            } else if matches!(field.kind, Kind::Mark) {
                field.value.clear();
            }
        }
        for (name, problem) in faults {
            let named = name.or(match problem.cause {
                Cause::UnacceptableField { field, .. } => Some(field),
                _ => None,
            });
            let field = named.and_then(|name| self.fields.iter_mut().find(|it| it.name == name));
            match field {
                Some(field) => field.error = say_problem(problem, language),
                None => self.problem = Some(Told::new(problem, language)),
            }
        }
        if let Some((_, problem)) = faults.first() {
            let sent_id = typed.given(REQUEST_ID).unwrap_or_default().to_owned();
            self.request_id = next_request_id(problem, sent_id);
        }
    }
}

/// What is wrong, beside its field: in a sentence that need not name it.
fn say_problem(problem: &Problem, language: Language) -> String {
    let key = match &problem.cause {
        Cause::UnacceptableContent { reason } => return reason.clone(),
        Cause::UnacceptableField { wanted, .. } => match wanted {
            Wanted::Text => "fault-text",
            Wanted::Choice => "fault-choice",
            Wanted::Region => "fault-region",
            Wanted::File => "fault-file",
            Wanted::Number => "fault-count",
            Wanted::Time => "fault-time",
            Wanted::Name => "fault-name",
            Wanted::FreeName => "fault-free-name",
            Wanted::Password => "fault-password",
            Wanted::Identity => "fault-identity",
            _ => return say_whole(problem, language),
        },
        _ => return say_whole(problem, language),
    };
    language.say(key)
}

fn say_whole(problem: &Problem, language: Language) -> String {
    let (title, detail) = (problem.title(language), problem.detail(language));
    format!("{title}{}{detail}", language.say("stop-mark"))
}

impl Field {
    /// A field that must be filled in, whose phrase is `field-` and this key.
    pub(crate) fn new(name: &'static str, key: &str, kind: Kind, language: Language) -> Self {
        Self {
            name,
            id: String::new(),
            label: language.say(&format!("field-{key}")),
            hint: String::new(),
            kind,
            value: String::new(),
            error: String::new(),
            is_required: true,
            is_half: false,
            is_idle: false,
        }
    }

    /// An amount in yuan.
    pub(crate) fn amount(name: &'static str, key: &str, language: Language) -> Self {
        Self::new(name, key, Kind::Amount(language.say("yuan")), language)
    }

    pub(crate) fn hidden(name: &'static str, value: String) -> Self {
        Self {
            name,
            id: String::new(),
            label: String::new(),
            hint: String::new(),
            kind: Kind::Hidden,
            value,
            error: String::new(),
            is_required: false,
            is_half: false,
            is_idle: false,
        }
    }

    pub(crate) fn hint(mut self, hint: String) -> Self {
        self.hint = hint;
        self
    }

    pub(crate) const fn half(mut self) -> Self {
        self.is_half = true;
        self
    }

    pub(crate) const fn hidden_until_set(mut self) -> Self {
        self.is_idle = true;
        self
    }

    pub(crate) const fn optional(mut self) -> Self {
        self.is_required = false;
        self
    }

    pub(crate) fn value(mut self, value: impl Into<String>) -> Self {
        self.fill(&value.into());
        self
    }

    fn fill(&mut self, value: &str) {
        match &mut self.kind {
            Kind::Choice(choices) => {
                for choice in choices {
                    choice.is_chosen = choice.value == value;
                }
            }
            // A browser does not take a file's name back, and a password is not shown again.
            Kind::File | Kind::NewPassword => {}
            Kind::Line(_)
            | Kind::Lines(_)
            | Kind::Amount(_)
            | Kind::Moment
            | Kind::Count
            | Kind::Digits
            | Kind::Mark
            | Kind::Group
            | Kind::Hidden => value.clone_into(&mut self.value),
        }
    }

    /// A mark's label stands behind it.
    fn is_mark(&self) -> bool {
        matches!(self.kind, Kind::Mark)
    }

    fn described_by(&self) -> String {
        let hint = if self.hint.is_empty() { String::new() } else { format!("{}-hint ", self.id) };
        format!("{hint}{}-error", self.id)
    }

    pub(crate) fn html(&self) -> String {
        self.render().unwrap_or_default()
    }
}

/// Why a form is refused: the field that it is about, where it is about one, and what is wrong.
pub(crate) type Fault = (Option<&'static str>, Problem);

/// A form that is shown again.
pub(crate) struct Refused {
    /// Which of the page's forms.
    pub(crate) form: &'static str,
    pub(crate) typed: Typed,
    pub(crate) faults: Vec<Fault>,
}

impl Refused {
    pub(crate) const fn with(form: &'static str, typed: Typed, faults: Vec<Fault>) -> Self {
        Self { form, typed, faults }
    }

    /// What a page of this answers with.
    pub(crate) fn status(&self) -> axum::http::StatusCode {
        let first = self.faults.first().map(|(_, problem)| problem.status());
        first.unwrap_or(axum::http::StatusCode::UNPROCESSABLE_ENTITY)
    }

    /// Shows it in the form that it is about; where that is no longer on the page, the page tells
    /// the problem.
    pub(crate) fn show(self, forms: &mut [PostForm], language: Language) -> Option<Told> {
        match forms.iter_mut().find(|form| form.id == self.form) {
            Some(form) => {
                form.refuse(&self, language);
                None
            }
            None => self.faults.first().map(|(_, problem)| Told::new(problem, language)),
        }
    }
}

/// Says at which field something is wrong.
pub(crate) fn at(name: &'static str) -> impl Fn(Cause) -> Fault {
    move |cause| (Some(name), cause.into())
}

/// A moment as a field for China's time holds it, to the minute.
pub(crate) fn moment_value(moment: Moment) -> String {
    let text = moment.to_string();
    text.get(.."2026-07-01T09:30".len()).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use lexicon::Money;

    use super::*;

    fn form() -> PostForm {
        let language = Language::English;
        PostForm::new("deposit", "/applications/7/deposits".to_owned(), language)
            .with(Field::amount("amount", "amount", language))
            .with(Field::new("payer", "payer", Kind::Line(60), language).optional())
    }

    #[test]
    fn what_was_typed_stays_and_stands_as_text() {
        let mut form = form();
        let typed = Typed::of(&[
            (REQUEST_ID, "00000000000000000000000001"),
            ("amount", "\"><script>alert(1)</script>"),
            ("payer", "王&\u{202e}小明"),
        ]);
        let fault = typed.amount("amount").unwrap_err();
        let problem = fault.1.clone();
        form.refuse(&Refused::with("deposit", typed, vec![fault]), Language::English);
        let html = form.html();
        assert!(!html.contains("<script>"), "{html}");
        assert!(html.contains("&#60;script&#62;") || html.contains("&lt;script&gt;"), "{html}");
        assert!(html.contains("王&#38;") || html.contains("王&amp;"), "{html}");
        assert!(html.contains(&problem.title(Language::English)), "{html}");
        assert_eq!(html.matches("aria-invalid").count(), 1, "{html}");
        assert!(!html.contains("00000000000000000000000001"), "an answered id is used up");
    }

    #[test]
    fn what_is_about_no_field_stands_above_the_form() {
        let mut form = form();
        let typed = Typed::of(&[("amount", "5.00")]);
        let faults = vec![(None, Cause::Fault.into())];
        form.refuse(&Refused::with("deposit", typed, faults), Language::Chinese);
        assert!(form.problem.is_some());
        assert!(form.html().contains("role=\"alert\""));
        assert!(form.html().contains("value=\"5.00\""));
    }

    #[test]
    fn a_request_without_an_answer_is_sent_again_under_its_id() {
        let mut form = form();
        let typed = Typed::of(&[(REQUEST_ID, "01890a5d-ac96-774b-bcce-b302099a8057")]);
        let unknown = Problem::from(floor::Unanswered::Unknown);
        form.refuse(&Refused::with("deposit", typed, vec![(None, unknown)]), Language::English);
        assert!(form.html().contains("01890a5d-ac96-774b-bcce-b302099a8057"));
    }

    #[test]
    fn fields_are_read_strictly() {
        let typed = |text: &str| Typed::of(&[("x", text)]);
        for (text, fen) in [
            ("105000.00", Some(10_500_000)),
            (" 105,000 ", Some(10_500_000)),
            ("105，000.5", Some(10_500_050)),
            ("", None),
            ("-1", None),
            ("1.005", None),
            ("１００", None),
            ("1e3", None),
            ("=1+1", None),
            ("10\u{202e}0", None),
            ("99999999999999999999", None),
        ] {
            let read = typed(text).amount("x").ok();
            assert_eq!(read, fen.map(Money::from_fen), "{text:?}");
        }
        for (text, is_read) in [
            ("2026-07-01T09:30", true),
            ("2026-07-01T09:30:15", true),
            ("2026-07-01", false),
            ("2026-13-01T09:30", false),
            ("2026-07-01T09:30+08:00", false),
            ("", false),
            ("2026年7月1日九时", false),
        ] {
            assert_eq!(typed(text).moment("x").is_ok(), is_read, "{text:?}");
        }
        for (text, count) in [
            ("1", Some(1)),
            ("90", Some(90)),
            ("91", None),
            ("0", None),
            ("-1", None),
            ("+1", None),
        ] {
            assert_eq!(typed(text).count("x", 90).ok(), count, "{text:?}");
        }
    }

    #[test]
    fn unknown_and_repeated_fields_are_refused() {
        let known = ["a", "b"];
        assert!(Typed::of(&[("a", "1"), (REQUEST_ID, "x")]).allow(&known).is_ok());
        assert!(Typed::of(&[("a", "1"), ("a", "2")]).allow(&known).is_err());
        assert!(Typed::of(&[("c", "1")]).allow(&known).is_err());
    }

    #[test]
    fn a_moment_is_shown_as_a_field_takes_it() {
        let at: Moment = "2026-07-01T01:30:45Z".parse().unwrap();
        assert_eq!(moment_value(at), "2026-07-01T09:30");
    }
}
