//! Lots for a demonstration.

use std::fmt::Write as _;

/// A lot as a script tells of it: fields and their values as TOML writes them.
pub(crate) struct Lot(String);

impl Lot {
    /// A lot that opens at this offset from the start; own overbids are taken, a step is 1.00.
    pub(crate) fn opens(at: &str) -> Self {
        Self(format!(
            "[[lot]]\ntitle = \"试验标的\"\ntitle_en = \"A lot\"\ncategory = \"rural-right\"\n\
             opens = \"{at}\"\nstarting_price = \"100.00\"\nincrement = \"1.00\"\n\
             own_overbid = true\nresume_notice = \"1s\"\n"
        ))
    }

    /// It closes so long after its opening.
    pub(crate) fn free(self, length: &str) -> Self {
        self.with("free", &format!("\"{length}\""))
    }

    /// It closes when nobody has bid for so long.
    pub(crate) fn countdown(self, cycle: &str) -> Self {
        self.with("countdown", &format!("\"{cycle}\""))
    }

    pub(crate) fn with(mut self, field: &str, value: &str) -> Self {
        writeln!(self.0, "{field} = {value}").unwrap();
        self
    }
}

/// The script with these lots.
pub(crate) fn script(lots: impl IntoIterator<Item = Lot>) -> String {
    lots.into_iter().map(|lot| lot.0).collect::<Vec<_>>().join("\n")
}
