//! Who a party is.

use lexicon::{CreditCode, IdentityNumber, Secret};
use serde::{Deserialize, Serialize};

/// By which number a person or organisation is known to the state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    /// A person's identity number (公民身份号码).
    Person(IdentityNumber),
    /// An organisation's unified social credit code (统一社会信用代码).
    Organisation(CreditCode),
}

/// Who a party is: personal data, which the journal never holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The name that stands in a contract.
    pub legal_name: Secret<String>,
    /// By which number it is known, and thereby whether it is a person.
    pub identity: Identity,
    /// Where to call.
    pub phone: Option<Secret<String>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_json_that_shows_nothing_in_logs() {
        let person = Profile {
            legal_name: Secret::new("张三".to_owned()),
            identity: Identity::Person("11010519491231002X".parse().unwrap()),
            phone: Some(Secret::new("13800000000".to_owned())),
        };
        let json = r#"{"legal_name":"张三","identity":{"person":"11010519491231002X"},"#.to_owned()
            + r#""phone":"13800000000"}"#;
        assert_eq!(serde_json::to_string(&person).unwrap(), json);
        assert_eq!(serde_json::from_str::<Profile>(&json).unwrap(), person);
        let shown = "Profile { legal_name: …, identity: Person(…), phone: Some(…) }";
        assert_eq!(format!("{person:?}"), shown);
        let json = r#"{"legal_name":"某公司","identity":{"organisation":"91350100M000100Y43"}}"#;
        let organisation: Profile = serde_json::from_str(json).unwrap();
        assert_eq!(organisation.phone, None);
        let wrong = r#"{"legal_name":"某公司","identity":{"organisation":"91350100M000100Y44"}}"#;
        assert!(serde_json::from_str::<Profile>(wrong).is_err(), "the check character is wrong");
    }
}
