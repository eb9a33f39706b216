//! `gavel admin`: accounts of a real installation, and what it refuses to make.

use std::fs;
use std::thread;

use serde_json::{Value, json};

use super::http::{Answer, Connection, Request};
use super::installation::{Engine, Installation, PASSWORD, identity, person};
use super::people::{ask_as, sign_in};
use super::started::Started;

fn try_sign_in(gavel: &Started, name: &str, password: &str) -> Answer {
    let body = json!({ "name": name, "password": password }).to_string();
    let headers = [("content-type", "application/json")];
    let (method, path) = ("POST", "/api/v1/session");
    let request = Request { method, path, headers: &headers, body: body.as_bytes() };
    gavel.connect().ask(&request).unwrap()
}

/// Who somebody is who signs in.
fn whoami(connection: &mut Connection, name: &str, password: &str) -> Value {
    let token = sign_in(connection, name, password).unwrap();
    let answer = ask_as(connection, &token, ("GET", "/api/v1/session"), None, b"").unwrap();
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

/// A line with one field replaced, by its place.
fn with(place: usize, field: &str) -> String {
    let line = person("bad", "bidder", 7);
    let mut fields: Vec<&str> = line.split(',').collect();
    fields[place] = field;
    fields.join(",")
}

#[test]
fn a_file_with_one_bad_line_is_refused_whole_and_the_line_is_named() {
    let good = person("good", "bidder", 3);
    let cases = [
        (with(5, ""), "a password has 12 characters"),
        (with(5, "11 is short"), "a password has 12 characters"),
        (with(5, &"长".repeat(100)), "256 bytes at most"),
        (with(4, "350102199001010049"), "check character is wrong"),
        (with(4, "350102199002300041"), "birth date does not exist"),
        (with(4, ""), "not 18 characters"),
        (with(4, "91350100MA00000230"), "cannot stand there"),
        (with(2, "organisation"), "read credit code"),
        (with(2, "cooperative"), "cooperative is neither person nor organisation"),
        (with(1, "auctioneer"), "auctioneer is no role"),
        // The exchange itself acts by no account.
        (with(1, "exchange"), "exchange is no role"),
        (with(1, "bidder auctioneer"), "auctioneer is no role"),
        (with(1, "bidder seller bidder"), "the role bidder stands there twice"),
        (with(1, " "), "one role at least"),
        (with(1, "seller clerk"), "no role of the centre"),
        (with(1, "reviewer bidder"), "no role of the centre"),
        (with(1, "bidder supervisor seller"), "no role of the centre"),
        (with(1, "administrator seller"), "no role of the centre"),
        (with(0, "Good"), "a name has"),
        (with(0, "<b>"), "a name has"),
        (with(0, ""), "a name has"),
        (with(0, "good"), "good stands there twice"),
        (with(3, " "), "a legal name has"),
        (with(3, "\u{202e}林晓禾"), "a legal name has"),
        (with(3, &"长".repeat(121)), "a legal name has"),
        ("bad,bidder,person".to_owned(), "fields"),
        (format!("{},more", person("bad", "bidder", 7)), "fields"),
    ];
    let installation = Installation::new(Engine::Sqlite);
    for (bad, reason) in cases {
        let done = installation.import(&format!("{good}\n{bad}\n"));
        assert_eq!(done.code, 2, "{bad}: {done:?}");
        assert!(done.said.contains("line 3: ") && done.said.contains(reason), "{bad}: {done:?}");
        assert!(!done.said.contains("invented"), "a password is told: {done:?}");
        let made = fs::read_dir(&installation.start.dir).unwrap().count();
        assert_eq!(made, 0, "{bad}: something is made");
    }
    let done = installation.import("\u{0}\u{1}\n");
    assert_eq!(done.code, 2, "{done:?}");
    let done = installation.run(&["admin", "import-accounts", "/nowhere.csv"], "");
    assert_eq!(done.code, 3, "{done:?}");
}

#[test]
fn nobody_has_a_password_that_was_not_given_to_him() {
    let installation = Installation::new(Engine::Sqlite);
    for (input, reason) in [
        ("", "a password has 12 characters"),
        ("\n", "a password has 12 characters"),
        ("demo-only\n", "a password has 12 characters"),
        ("11 is short\nand the next line counts for nothing\n", "a password has 12 characters"),
    ] {
        let done = installation.create("admin1", input);
        assert_eq!(done.code, 2, "{input:?}: {done:?}");
        assert!(done.said.contains(reason), "{done:?}");
    }
    let gavel = installation.start.start();
    for name in ["admin1", "admin", "root", "clerk1", "bidder1", ""] {
        for password in ["demo-only", "", "admin", PASSWORD] {
            let answer = try_sign_in(&gavel, name, password);
            assert_eq!(answer.status, 401, "{name} {password}: {answer:?}");
        }
    }
    // Nor does the log-in page offer anything.
    let request = Request { method: "GET", path: "/session", headers: &[], body: b"" };
    let page = gavel.connect().ask(&request).unwrap();
    assert_eq!(page.status, 200, "{page:?}");
    let text = String::from_utf8_lossy(&page.body);
    assert!(text.contains(r#"name="password""#) && !text.contains("demo-only"), "{text}");
    assert_eq!(gavel.stop().code, Some(0));
}

#[test]
fn while_a_server_runs_nothing_is_made_beside_it() {
    let installation = Installation::new(Engine::Sqlite);
    installation.create_administrator();
    let gavel = installation.start.start();
    let lines = format!("{}\n", person("bidder1", "bidder", 3));
    let (created, imported) = thread::scope(|scope| {
        let created = scope.spawn(|| installation.create("admin2", &format!("{PASSWORD}\n")));
        let imported = scope.spawn(|| installation.import(&lines));
        (created.join().unwrap(), imported.join().unwrap())
    });
    for done in [created, imported] {
        assert_eq!(done.code, 2, "{done:?}");
        assert!(done.said.contains("is in use by another program"), "{done:?}");
    }
    assert_eq!(try_sign_in(&gavel, "bidder1", PASSWORD).status, 401);
    assert_eq!(try_sign_in(&gavel, "admin2", PASSWORD).status, 401);
    assert_eq!(try_sign_in(&gavel, "admin1", PASSWORD).status, 201);
    assert_eq!(gavel.stop().code, Some(0));
}

fn accounts_made_once_stay_as_they_were_made(engine: Engine) {
    let installation = Installation::new(engine);
    installation.create_administrator();
    let again = installation.create("admin1", "another password\n");
    assert_eq!(again.code, 1, "{again:?}");
    assert!(again.said.contains("there is an account admin1 already"), "{again:?}");
    let both = person("both", "seller bidder", 3);
    let firm =
        format!("firm,seller,organisation,云溪水产养殖有限公司,91350100MA00000230,{PASSWORD}");
    let done = installation.import(&format!("{both}\n{firm}\n"));
    assert_eq!((done.code, made(&done.said)), (0, (2, 0)), "{done:?}");
    // A second run goes on where the first ended, and changes nothing that is there.
    let other = both.replace(PASSWORD, "another password").replace("seller ", "");
    let third = person("third", "bidder", 4);
    let done = installation.import(&format!("{other}\n{firm}\n{third}\n"));
    assert_eq!((done.code, made(&done.said)), (0, (1, 2)), "{done:?}");

    let gavel = installation.start.start();
    let mut connection = gavel.connect();
    for (name, party, roles) in [
        ("admin1", 1, &["administrator"][..]),
        ("both", 2, &["seller", "bidder"]),
        ("firm", 3, &["seller"]),
        ("third", 4, &["bidder"]),
    ] {
        let somebody = whoami(&mut connection, name, PASSWORD);
        assert_eq!(somebody["party"], party, "{somebody}");
        let mut found: Vec<&str> =
            somebody["roles"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
        let mut roles = roles.to_vec();
        found.sort_unstable();
        roles.sort_unstable();
        assert_eq!(found, roles, "{somebody}");
        assert_eq!(try_sign_in(&gavel, name, "another password").status, 401, "{name}");
    }
    assert_eq!(gavel.stop().code, Some(0));
    // What a person is stands neither in the journal nor in the rows.
    let rows = format!("{:?}", installation.rows());
    assert!(!rows.contains(&identity(3)) && !rows.contains("云溪"), "{rows}");
}

fn made(said: &str) -> (u64, u64) {
    let told: Value = serde_json::from_str(said).unwrap();
    (told["made"].as_u64().unwrap(), told["known"].as_u64().unwrap())
}

#[test]
fn accounts_made_once_stay_as_they_were_made_on_sqlite() {
    accounts_made_once_stay_as_they_were_made(Engine::Sqlite);
}

#[test]
fn accounts_made_once_stay_as_they_were_made_on_postgres() {
    accounts_made_once_stay_as_they_were_made(Engine::Postgres);
}
