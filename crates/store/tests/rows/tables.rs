//! The tables themselves, looked at past the store.

use std::collections::BTreeMap;

use sqlx::SqlSafeStr as _;
use store::{Database, Place, Rows, Shelf};

use crate::house::House;
use crate::pen::Pen;

/// The tables of the rows.
pub(crate) struct Tables(Database);

impl Tables {
    pub(crate) async fn open(place: &Place) -> Self {
        Self(Database::open(place, Shelf::Rows).await.unwrap())
    }

    /// Does what the store would not.
    pub(crate) async fn run(&self, statement: &'static str) {
        match &self.0 {
            Database::Sqlite(db) => {
                sqlx::raw_sql(statement.into_sql_str()).execute(db).await.map(drop)
            }
            Database::Postgres(db) => {
                sqlx::raw_sql(statement.into_sql_str()).execute(db).await.map(drop)
            }
        }
        .unwrap();
    }

    pub(crate) async fn close(&self) {
        self.0.close().await;
    }

    /// How many columns each table has, without those of the migrations' own table.
    async fn columns(&self) -> BTreeMap<String, usize> {
        let names: Vec<(String, String)> = match &self.0 {
            Database::Sqlite(db) => {
                let statement = "SELECT t.name, c.name FROM sqlite_master t, \
                    pragma_table_info(t.name) c WHERE t.type = 'table'";
                sqlx::query_as(statement).fetch_all(db).await
            }
            Database::Postgres(db) => {
                let statement = "SELECT table_name::text, column_name::text \
                    FROM information_schema.columns WHERE table_schema = current_schema()";
                sqlx::query_as(statement).fetch_all(db).await
            }
        }
        .unwrap();
        let mut columns = BTreeMap::new();
        for (table, _) in names {
            *columns.entry(table).or_default() += 1;
        }
        columns.remove("_sqlx_migrations");
        columns
    }
}

on_both_engines! {
    async fn a_dump_has_every_column_of_every_table(house) {
        let (pen, _): (Pen, _) = crate::road::walked();
        let (rows, mut projector) = crate::drawing::fresh(house).await;
        projector.take(&pen.written).await.unwrap();
        let dumped: BTreeMap<String, usize> = rows
            .dump()
            .await
            .unwrap()
            .into_iter()
            .map(|(table, rows)| (table.to_owned(), rows[0].len()))
            .collect();
        assert_eq!(dumped, Tables::open(&house.place).await.columns().await);
    }

    async fn empty_rows_have_reached_nothing(house) {
        let rows = Rows::open(&house.place).await.unwrap();
        assert_eq!(rows.reached(), store::Reached::NOTHING);
        rows.check().await.unwrap();
        let dump = rows.dump().await.unwrap();
        let filled: Vec<_> = dump.iter().filter(|(_, rows)| !rows.is_empty()).collect();
        assert_eq!(filled.len(), 1, "but for the place where they end: {filled:?}");
    }
}

#[tokio::test]
async fn both_engines_hold_the_same_rows() {
    let (pen, _) = crate::road::walked();
    let mut dumps = Vec::new();
    for house in [House::on_sqlite(), House::on_postgres()] {
        dumps.push(crate::drawing::drawn(&house, &pen.written, 1_000).await);
    }
    assert_eq!(dumps[0], dumps[1]);
}
