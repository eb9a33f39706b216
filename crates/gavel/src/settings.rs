//! The settings of an installation: from a file, then the environment, then the command line.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use lexicon::{Secret, Span};
use serde::{Deserialize, Serialize};
use web::PublicUrl;

use crate::exit::Exit;

/// Before the names of settings in the environment: `GAVEL_LISTEN`.
const PREFIX: &str = "GAVEL_";
/// Settings that the environment may hold; other variables are for other things.
const NAMES: [&str; 7] = ["dir", "listen", "database", "drain", "https", "public_url", "proxies"];

/// Where settings come from on the command line.
#[derive(Debug, clap::Args)]
pub(crate) struct Flags {
    /// A settings file (TOML).
    #[arg(long)]
    config: Option<PathBuf>,
    /// The data directory; ./gavel-data unless told otherwise.
    #[arg(long)]
    dir: Option<PathBuf>,
    /// The address of a PostgreSQL database; SQLite in the data directory without it. It may hold a
    /// password, so better say it in the settings file or by `GAVEL_DATABASE`.
    #[arg(long)]
    database: Option<String>,
}

/// The settings of an installation.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    dir: PathBuf,
    listen: SocketAddr,
    database: Option<String>,
    #[serde(with = "humantime_text")]
    drain: Duration,
    https: bool,
    public_url: Option<String>,
    proxies: Vec<IpAddr>,
}

/// The settings of an installation.
#[derive(Debug)]
pub(crate) struct Settings {
    /// The data directory.
    pub(crate) dir: PathBuf,
    /// Where it listens.
    pub(crate) listen: SocketAddr,
    /// The address of a PostgreSQL database; none for SQLite.
    pub(crate) database: Option<Secret<String>>,
    /// How long a signal waits for running last windows.
    pub(crate) drain: Span,
    /// Whether browsers reach it by TLS, through a proxy before it.
    pub(crate) https: bool,
    /// Where everyone reaches it: what letters and certificates say, and their square codes.
    /// Without it they say what their reader's browser asked for.
    pub(crate) public_url: Option<PublicUrl>,
    /// Proxies before it, which say by `X-Forwarded-For` where a request comes from. Without them
    /// log-ins are counted by the address of whoever connects.
    pub(crate) proxies: Vec<IpAddr>,
}

impl Default for Written {
    fn default() -> Self {
        Self {
            dir: PathBuf::from("gavel-data"),
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080),
            database: None,
            drain: Duration::from_mins(10),
            https: false,
            public_url: None,
            proxies: Vec::new(),
        }
    }
}

impl Flags {
    /// The settings, those of the command line before all others.
    ///
    /// # Errors
    /// When a setting is not known or cannot be read.
    pub(crate) fn settings(&self) -> Result<Settings, Exit> {
        let mut figment = Figment::from(Serialized::defaults(Written::default()));
        if let Some(path) = &self.config {
            check_is_file(path)?;
            figment = figment.merge(Toml::file_exact(path));
        }
        figment = figment.merge(Env::prefixed(PREFIX).only(&NAMES));
        if let Some(dir) = &self.dir {
            figment = figment.merge(("dir", dir));
        }
        if let Some(database) = &self.database {
            figment = figment.merge(("database", database));
        }
        // The error names the setting and where it was read, never its value.
        let written: Written =
            figment.extract().map_err(|error| Exit::Use(format!("settings: {error}")))?;
        let Written { dir, listen, database, drain, https, public_url, proxies } = written;
        let public_url = public_url.map(|text| text.parse::<PublicUrl>()).transpose();
        let public_url =
            public_url.map_err(|error| Exit::Use(format!("settings: public_url: {error}")))?;
        let drain = Span::from_us(u64::try_from(drain.as_micros()).unwrap_or(u64::MAX));
        let database = database.map(Secret::new);
        Ok(Settings { dir, listen, database, drain, https, public_url, proxies })
    }
}

fn check_is_file(path: &Path) -> Result<(), Exit> {
    if path.is_file() {
        Ok(())
    } else {
        Err(Exit::Use(format!("settings: {} is no file", path.display())))
    }
}

/// Lengths of time as people write them: `10m`.
mod humantime_text {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        length: &Duration,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&humantime::format_duration(*length))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Duration, D::Error> {
        let text = String::deserialize(deserializer)?;
        humantime::parse_duration(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Settings, String> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("gavel.toml");
        std::fs::write(&path, text).unwrap();
        let flags = Flags { config: Some(path), dir: None, database: None };
        flags.settings().map_err(|exit| match exit {
            Exit::Use(text) => text,
            _ => panic!("a setting that cannot be read is wrong use"),
        })
    }

    #[test]
    fn a_public_address_is_read_whole_or_refused() {
        assert_eq!(read("").unwrap().public_url, None);
        let settings = read("public_url = \"https://exchange.example/\"").unwrap();
        let public_url = settings.public_url.map(|url| url.to_string());
        assert_eq!(public_url.as_deref(), Some("https://exchange.example"));
        for text in ["exchange.example", "https://exchange.example/hall", "ftp://a.example", ""] {
            let refused = read(&format!("public_url = \"{text}\"")).unwrap_err();
            assert!(refused.starts_with("settings: public_url: "), "{refused}");
        }
    }
}
