//! The hall: all lots with their prices, live: `/`.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use floor::LotView;
use lexicon::Category;

use super::{Choice, Frame, Reader, page, words};
use crate::api::{PAGE_LENGTH, Wanted};
use crate::asked::Parameters;
use crate::language::Language;
use crate::problem::Problem;
use crate::state::WebState;
use crate::view::{State as SaleState, Times};

#[derive(Template)]
#[template(path = "hall.html")]
struct HallPage {
    f: Frame,
    categories: Vec<Choice>,
    states: Vec<Choice>,
    words: String,
    region: String,
    cards: Vec<Card>,
    next_href: Option<String>,
}

/// A lot as a page shows it at the top.
pub(super) struct Card {
    pub(super) lot: String,
    pub(super) title: String,
    /// The title in the other language.
    pub(super) title_beside: String,
    pub(super) category: String,
    pub(super) state: &'static str,
    pub(super) state_text: String,
    pub(super) price_label: String,
    pub(super) price: String,
    pub(super) paddle: String,
    pub(super) bid_count: u32,
    pub(super) next_label: String,
    pub(super) next_at: String,
    pub(super) next_text: String,
    /// When a running lot closes at the earliest.
    pub(super) closes_at: String,
}

impl Card {
    pub(super) fn new(view: &LotView, language: Language) -> Self {
        let state = SaleState::of(&view.standing);
        let (title, title_beside) = titles(view, language);
        let starting_price = view.card.terms.starting_price();
        let next = words::next_moment(view);
        let closes_at = Times::of(view).closes_at.map(words::say_time).unwrap_or_default();
        Self {
            lot: view.card.lot.to_string(),
            title,
            title_beside,
            category: words::say_category(view.card.category, language),
            state: state.slug(),
            state_text: words::say_state(state, language),
            price_label: language.say(words::price_key(view)),
            price: words::say_money(view.leading_price.unwrap_or(starting_price)),
            paddle: view.leading_paddle.map_or("—".to_owned(), |paddle| paddle.to_string()),
            bid_count: view.bid_count,
            next_label: language.say(words::next_key(view)),
            next_at: next.map(|at| at.to_string()).unwrap_or_default(),
            next_text: next.map_or("—".to_owned(), words::say_time),
            closes_at: if state.is_running() { closes_at } else { String::new() },
        }
    }
}

/// The title in the reader's language, and in the other one where there is one.
fn titles(view: &LotView, language: Language) -> (String, String) {
    let title = &view.card.title;
    match language {
        Language::English if !title.english.is_empty() => {
            (title.english.clone(), title.chinese.clone())
        }
        Language::English => (title.chinese.clone(), String::new()),
        Language::Chinese => (title.chinese.clone(), title.english.clone()),
    }
}

pub(crate) async fn show(
    State(state): State<WebState>,
    reader: Reader,
    parameters: Parameters,
) -> Result<Response, Problem> {
    let wanted = Wanted { limit: Some(PAGE_LENGTH), ..Wanted::read(&parameters)? };
    let (views, next) = wanted.find(&state).await?;
    let language = reader.language;
    let f = Frame::new(&state, &reader, "hall").told(&state, &reader).await;
    let next_href = next.map(|lot| next_page(&parameters, &lot.to_string()));
    Ok(page(
        StatusCode::OK,
        &HallPage {
            f,
            categories: categories(&wanted, language),
            states: states(&wanted, language),
            words: parameters.given("q").unwrap_or_default().to_owned(),
            region: parameters.given("region").unwrap_or_default().to_owned(),
            cards: views.iter().map(|view| Card::new(view, language)).collect(),
            next_href,
        },
    ))
}

fn categories(wanted: &Wanted, language: Language) -> Vec<Choice> {
    let choice = |category: Category| Choice {
        value: category.slug().to_owned(),
        text: words::say_category(category, language),
        is_chosen: wanted.category == Some(category),
    };
    Category::ALL.into_iter().map(choice).collect()
}

fn states(wanted: &Wanted, language: Language) -> Vec<Choice> {
    let choice = |state: SaleState| Choice {
        value: state.slug().to_owned(),
        text: words::say_state(state, language),
        is_chosen: wanted.state == Some(state),
    };
    SaleState::all().map(choice).collect()
}

/// The address of the next page, with the same filter.
fn next_page(parameters: &Parameters, after: &str) -> String {
    let kept = ["category", "state", "q", "region"].into_iter();
    let kept = kept.filter_map(|name| Some((name, parameters.given(name)?)));
    let pairs: Vec<(&str, &str)> = kept.chain([("after", after)]).collect();
    format!("/?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
}
