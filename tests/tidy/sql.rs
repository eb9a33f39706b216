//! SQL stands in `store` and in the journal's PostgreSQL only, as constants that a test prepares;
//! migrations have numbers of their own; and the outer crates see the inside of `store` nowhere.

use crate::project::{Breach, File, assert_kept, assert_none, check, code, file, files};

/// Where SQL may stand.
const WITH_SQL: &[&str] =
    &["crates/store/", "crates/journal/src/postgres", "crates/journal/Cargo.toml"];
/// The part of `store` that speaks to one engine alone, in words that the other does not know.
const OF_ONE_ENGINE: &str = "crates/store/src/database";
/// The test that prepares every statement on both engines.
const PREPARED: &str = "crates/store/src/statements.rs";
/// The list of what is embedded in the program.
const EMBEDDED: &str = "crates/store/src/migrations.rs";

/// How a statement comes to the database.
const CALLS: &[&str] = &["query", "query_as", "query_scalar", "query_with", "raw_sql"];

/// What the outer crates may use of `store`: its four doors, and the plain values that go in and
/// out by them.
const OPEN: &[(&str, &[&str])] = &[
    (
        "web",
        &[
            "Reader",
            "ApplicationRow",
            "ApplicationsWanted",
            "BalanceRow",
            "BidRow",
            "EntriesFrom",
            "EntriesWanted",
            "EntryRow",
            "ListingLotRow",
            "ListingRow",
            "ListingsWanted",
            "LotRow",
            "LotState",
            "LotsWanted",
            "PaperKind",
            "PaperRow",
            "PartyRow",
            "ProposalRow",
            "ProposalState",
            "ProposalsWanted",
            "ROWS_PER_PAGE_MAX",
            "Reached",
            "SettlementRow",
            "SettlementsWanted",
            "TransferRow",
            "TransferState",
            "Desk",
            "Account",
            "AccountName",
            "Draft",
            "DraftKey",
            "NameError",
            "NewSession",
            "Session",
            "DRAFT_SIZE_MAX",
            "DRAFTS_PER_PARTY_MAX",
            "NOTICE_SIZE_MAX",
            "Vault",
            "Identity",
            "Note",
            "Profile",
            "BODY_SIZE_MAX",
            "Files",
            "File",
            "Media",
            "NewFile",
            "FILE_SIZE_MAX",
            "FILES_PER_DAY_MAX",
            "StoreError",
        ],
    ),
    ("partners", &["Vault", "Identity", "Note", "Profile", "StoreError"]),
];

fn is_part(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The code of a file: its text with the comments cut off, line for line.
fn code_of(file: &File) -> String {
    file.text.lines().flat_map(|line| [code(line), "\n"]).collect()
}

fn line_at(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// The places behind a word that stands on its own.
fn behind<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.match_indices(word)
        .filter(|(at, _)| !text[..*at].ends_with(is_part))
        .map(|(at, found)| at + found.len())
        .filter(|end| !text[*end..].starts_with(is_part))
}

/// The name at the beginning of a text.
fn name(text: &str) -> &str {
    &text[..text.find(|letter| !is_part(letter)).unwrap_or(text.len())]
}

fn sql_elsewhere(file: &File) -> Vec<Breach> {
    let is_source = file.has_extension("rs") && file.path.contains("/src/");
    let is_manifest = file.path.ends_with("/Cargo.toml");
    let may = WITH_SQL.iter().any(|place| file.path.starts_with(place));
    if !file.path.starts_with("crates/") || !(is_source || is_manifest) || may {
        return Vec::new();
    }
    let text = if is_source { code_of(file) } else { file.text.clone() };
    let lines = behind(&text, "sqlx").map(|at| line_at(&text, at));
    lines.map(|line| file.breach(line, "no SQL here: ask store for it")).collect()
}

/// What a call passes for a statement: behind the name, past types in `::<…>`.
fn argument(text: &str) -> Option<&str> {
    let rest = match text.strip_prefix("::<") {
        Some(types) => &types[types.find(">(")? + 1..],
        None => text,
    };
    rest.strip_prefix('(').map(str::trim_start)
}

/// Names between `const STATEMENTS … &[` and `]`.
fn listed(text: &str) -> Vec<&str> {
    let list = text.split_once("const STATEMENTS: &[&str] =").map_or("", |(_, rest)| rest);
    let list = list.split_once(';').map_or("", |(list, _)| list);
    list.split(|letter| !is_part(letter)).filter(|name| !name.is_empty()).collect()
}

fn statements_not_listed(file: &File) -> Vec<Breach> {
    let has_sql = WITH_SQL.iter().any(|place| file.path.starts_with(place));
    let is_exempt = file.path.starts_with(OF_ONE_ENGINE) || file.path == PREPARED;
    if !has_sql || is_exempt || !file.path.contains("/src/") || !file.has_extension("rs") {
        return Vec::new();
    }
    let text = code_of(file);
    let listed = listed(&text);
    let mut breaches = Vec::new();
    for call in CALLS {
        for at in behind(&text, call) {
            let Some(argument) = argument(&text[at..]) else { continue };
            let statement = name(argument);
            let is_constant = !statement.is_empty() && statement.to_uppercase() == statement;
            let what = if !is_constant {
                "a statement is a constant in capitals: nothing else is prepared by a test".into()
            } else if !listed.contains(&statement) {
                format!("add {statement} to STATEMENTS of this file")
            } else {
                continue;
            };
            breaches.push(file.breach(line_at(&text, at), what));
        }
    }
    for at in behind(&text, "AssertSqlSafe") {
        breaches.push(file.breach(line_at(&text, at), "a statement is never put together"));
    }
    breaches.sort_by_key(|breach| breach.line);
    breaches
}

/// The path of a module of `store` from its crate's root: `desk::account`.
fn module(path: &str) -> Option<String> {
    let path = path.strip_prefix("crates/store/src/")?.strip_suffix(".rs")?;
    Some(path.replace('/', "::"))
}

fn modules_not_prepared(file: &File, prepared: &str) -> Vec<Breach> {
    let Some(module) = module(&file.path) else { return Vec::new() };
    let has_list = file.path != PREPARED && file.text.contains("const STATEMENTS: &[&str] =");
    if !has_list || prepared.contains(&format!(" {module}::STATEMENTS)")) {
        return Vec::new();
    }
    vec![file.breach(1, format!("prepare {module}::STATEMENTS in {PREPARED}"))]
}

/// Which database, for which engine, the number, and what it does.
type Migration<'a> = (&'a str, &'a str, u32, &'a str);

/// Reads the path of a migration; none for another file.
fn migration(path: &str) -> Option<Result<Migration<'_>, String>> {
    let rest = path.strip_prefix("migrations/")?;
    let parts: Vec<&str> = rest.split('/').collect();
    let wrong =
        || format!("{path}: not migrations/(rows|kept)/(common|sqlite|postgres)/NNNN_what.sql");
    let [database @ ("rows" | "kept"), engine @ ("common" | "sqlite" | "postgres"), name] =
        parts.as_slice()
    else {
        return Some(Err(wrong()));
    };
    let read = || {
        let (number, what) = name.strip_suffix(".sql")?.split_once('_')?;
        let is_number = number.len() == 4 && number.bytes().all(|digit| digit.is_ascii_digit());
        let is_plain = |letter: char| letter.is_ascii_lowercase() || letter == '_';
        let is_word = !what.is_empty() && what.chars().all(is_plain);
        (is_number && is_word).then(|| (*database, *engine, number.parse().unwrap_or(0), what))
    };
    Some(read().ok_or_else(wrong))
}

/// Judges migrations by their paths, in order, and the list of those that are embedded.
fn migrations_out_of_order(paths: &[&str], embedded: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut breaches = Vec::new();
    for path in paths {
        match migration(path) {
            Some(Ok(read)) => found.push((*path, read)),
            Some(Err(what)) => breaches.push(what),
            None => {}
        }
    }
    for (index, (path, (database, engine, number, what))) in found.iter().enumerate() {
        for (other_path, (other_database, other_engine, other_number, other_what)) in
            &found[..index]
        {
            if database != other_database || number != other_number {
                continue;
            }
            // One number may stand for both engines, each in its own words, if it does one thing.
            let is_pair = engine != other_engine && ![engine, other_engine].contains(&&"common");
            if !is_pair || what != other_what {
                breaches.push(format!("{path} has the number of {other_path}: take the next one"));
            }
        }
        let folder = format!("folder!(\"{database}/{engine}\":");
        let list = embedded.split_once(&folder).map_or("", |(_, rest)| rest);
        let list = list.split_once(')').map_or("", |(list, _)| list);
        if !list.contains(&format!("\"{number:04}_{what}\"")) {
            breaches.push(format!("{path} is not embedded: name it in {EMBEDDED}"));
        }
    }
    for database in ["rows", "kept"] {
        let of_it = found.iter().filter(|(_, (of, ..))| *of == database);
        let mut numbers: Vec<u32> = of_it.map(|(_, (_, _, number, _))| *number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        for (expected, number) in (1..).zip(numbers) {
            if expected != number {
                breaches.push(format!("migrations/{database} lacks number {expected:04}"));
                break;
            }
        }
    }
    breaches
}

fn inside_of_store(file: &File) -> Vec<Breach> {
    let crate_of = |name: &str| file.path.starts_with(&format!("crates/{name}/src/"));
    let Some((name_of_crate, open)) = OPEN.iter().find(|(name, _)| crate_of(name)) else {
        return Vec::new();
    };
    let whole = code_of(file);
    // What a test of its own opens is no door of the crate.
    let text = whole.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
    let mut breaches = Vec::new();
    for at in behind(&text, "store") {
        let Some(path) = text[at..].strip_prefix("::") else { continue };
        let used: Vec<&str> = match path.strip_prefix('{') {
            Some(group) => {
                let group = group.split_once('}').map_or(group, |(group, _)| group);
                group.split(',').map(str::trim).filter(|used| !used.is_empty()).collect()
            }
            None => vec![if path.starts_with('*') { "*" } else { name(path) }],
        };
        for used in used {
            let used = used.split_whitespace().next().unwrap_or_default();
            if !open.contains(&used) {
                let what =
                    format!("{name_of_crate} may not use store::{used}: see tests/tidy/sql.rs");
                breaches.push(file.breach(line_at(&text, at), what));
            }
        }
    }
    breaches
}

#[test]
fn only_the_store_and_the_journal_s_postgres_speak_sql() {
    assert_kept(sql_elsewhere);
    check(
        sql_elsewhere,
        &[
            ("crates/web/src/lots.rs", "\nuse sqlx::query;\n", &[2]),
            ("crates/web/Cargo.toml", "sqlx.workspace = true\n", &[1]),
            ("crates/journal/src/tail.rs", "sqlx::query(A)", &[1]),
            ("crates/journal/src/postgres.rs", "sqlx::query(A)", &[]),
            ("crates/journal/Cargo.toml", "sqlx.workspace = true", &[]),
            ("crates/store/src/keys.rs", "sqlx::query(A)", &[]),
            ("crates/web/src/lots.rs", "// as sqlx does\nlet sqlx_like = 1;", &[]),
        ],
    );
}

#[test]
fn every_statement_is_a_constant_in_the_list_of_its_module() {
    assert_kept(statements_not_listed);
    let list = "const STATEMENTS: &[&str] = &[\n    FIND,\n    KEEP,\n];\n";
    let listed = |code: &str| format!("{list}{code}");
    check(
        statements_not_listed,
        &[
            ("crates/store/src/a.rs", &listed("sqlx::query(FIND);\nquery_as(KEEP)"), &[]),
            ("crates/store/src/a.rs", &listed("sqlx::query(\n    DROP,\n)"), &[5]),
            ("crates/store/src/a.rs", "sqlx::query_scalar(FIND)", &[1]),
            ("crates/store/src/a.rs", &listed("sqlx::query(\"SELECT 1\")"), &[5]),
            ("crates/store/src/a.rs", &listed("\nsqlx::query_as::<_, (i64,)>(DROP)"), &[6]),
            ("crates/store/src/a.rs", &listed("sqlx::query_as::<_, (i64,)>(FIND)"), &[]),
            ("crates/store/src/a.rs", &listed("sqlx::query(statement)"), &[5]),
            ("crates/store/src/a.rs", &listed("AssertSqlSafe(text)\nraw_sql(FIND)"), &[5]),
            ("crates/store/src/database/a.rs", "sqlx::query(PRAGMA)", &[]),
            ("crates/journal/src/postgres/a.rs", "sqlx::query(FIND)", &[1]),
            ("crates/store/tests/a.rs", "sqlx::query(FIND)", &[]),
        ],
    );
}

#[test]
fn every_list_of_statements_is_prepared_on_both_engines() {
    let prepared = file(PREPARED).unwrap_or_else(|| panic!("{PREPARED} is missing")).text;
    let lists = files();
    let breaches = lists.iter().flat_map(|file| modules_not_prepared(file, &prepared));
    assert_none(&breaches.collect::<Vec<_>>());
    let list = "const STATEMENTS: &[&str] = &[A];";
    for (path, text, expected) in [
        ("crates/store/src/desk/account.rs", list, 0),
        ("crates/store/src/desk/accoun.rs", list, 1),
        ("crates/store/src/account.rs", list, 1),
        ("crates/store/src/column.rs", "fn hex() {}", 0),
    ] {
        let found = modules_not_prepared(&File::sample(path, text), &prepared).len();
        assert_eq!(found, expected, "breaches of {path}");
    }
}

#[test]
fn migrations_have_numbers_of_their_own_and_are_embedded() {
    let files = files();
    let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let embedded = file(EMBEDDED).unwrap_or_else(|| panic!("{EMBEDDED} is missing")).text;
    let breaches = migrations_out_of_order(&paths, &embedded);
    assert!(breaches.is_empty(), "to mend: {breaches:#?}");

    let embedded = "folder!(\"kept/common\": \"0001_a\", \"0002_b\", \"0003_c\") \
        folder!(\"kept/sqlite\": \"0002_b\") folder!(\"kept/postgres\": \"0002_b\", \"0002_c\")";
    let kept = |names: &[&str]| -> usize {
        let paths: Vec<String> = names.iter().map(|name| format!("migrations/{name}")).collect();
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        migrations_out_of_order(&paths, embedded).len()
    };
    for (names, expected) in [
        (vec!["kept/common/0001_a.sql", "kept/common/0002_b.sql"], 0),
        (vec!["kept/common/0001_a.sql", "kept/sqlite/0002_b.sql", "kept/postgres/0002_b.sql"], 0),
        (vec!["kept/common/0001_a.sql", "kept/common/0002_b.sql", "kept/sqlite/0002_b.sql"], 1),
        (vec!["kept/common/0001_a.sql", "kept/sqlite/0002_b.sql", "kept/postgres/0002_c.sql"], 1),
        (vec!["kept/common/0001_a.sql", "kept/common/0003_c.sql"], 1),
        (vec!["kept/common/0001_other.sql"], 1),
        (vec!["rows/common/0001_a.sql"], 1),
        (vec!["kept/common/1_a.sql"], 1),
        (vec!["kept/common/0001_a.txt"], 1),
        (vec!["kept/0001_a.sql"], 1),
        (vec!["other/common/0001_a.sql"], 1),
    ] {
        assert_eq!(kept(&names), expected, "breaches of {names:?}");
    }
}

#[test]
fn the_outer_crates_use_the_doors_of_the_store_only() {
    assert_kept(inside_of_store);
    check(
        inside_of_store,
        &[
            (
                "crates/web/src/lots.rs",
                "use store::Reader;\nuse store::{Desk, Vault,\n Files};",
                &[],
            ),
            ("crates/web/src/lots.rs", "use store::Database;", &[1]),
            ("crates/web/src/lots.rs", "use store::{\n    Desk,\n    Projector,\n};", &[1]),
            ("crates/web/src/lots.rs", "let x = store::Desk::new(store::Database::open());", &[1]),
            ("crates/web/src/lots.rs", "use store::*;\nuse store::{self};", &[1, 2]),
            ("crates/web/src/lots.rs", "use store::{Desk as Table, Keys as Desk};", &[1]),
            ("crates/partners/src/bank.rs", "use store::{Vault, Desk};", &[1]),
            ("crates/web/tests/it.rs", "use store::Database;", &[]),
            ("crates/gavel/src/main.rs", "use store::Database;", &[]),
        ],
    );
}
