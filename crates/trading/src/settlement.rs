//! From the award to the certificate.

use lexicon::{ApplicationId, Digest, Moment, Money};
use serde::{Deserialize, Serialize};

use crate::Refusal;

/// The published result of a sale (成交公示).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultNotice {
    /// When it was published.
    pub published_at: Moment,
    /// Until when its notice runs.
    pub until: Moment,
}

/// The contract of seller and buyer (交易合同).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    /// The digest of the signed file.
    pub document: Digest,
    /// When it was recorded.
    pub recorded_at: Moment,
}

/// What follows from an award (结算).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// The buyer's application (受让方).
    pub buyer: ApplicationId,
    /// The price.
    pub price: Money,
    /// When the lot was awarded and the confirmation letter issued (成交确认书).
    pub awarded_at: Moment,
    /// The published result.
    pub result: Option<ResultNotice>,
    /// The contract.
    pub contract: Option<Contract>,
    /// When the certificate was issued (交易凭证).
    pub certified_at: Option<Moment>,
}

impl Settlement {
    /// What follows from an award that has just been made.
    pub const fn awarded(buyer: ApplicationId, price: Money, awarded_at: Moment) -> Self {
        Self { buyer, price, awarded_at, result: None, contract: None, certified_at: None }
    }

    /// Looks whether the result can be published.
    ///
    /// # Errors
    /// When it is published already.
    pub const fn check_result(&self) -> Result<(), Refusal> {
        if self.result.is_some() { Err(Refusal::ResultPublished) } else { Ok(()) }
    }

    /// Looks whether a contract can be recorded.
    ///
    /// # Errors
    /// When one is recorded already.
    pub const fn check_contract(&self) -> Result<(), Refusal> {
        if self.contract.is_some() { Err(Refusal::ContractRecorded) } else { Ok(()) }
    }

    /// Looks whether a payment of so much can be recorded, with so much paid and held so far.
    ///
    /// # Errors
    /// When no contract is recorded, or it is nothing, or more than what is still to be paid. Where
    /// the deposit alone pays the price, a payment of nothing takes it over.
    pub fn check_payment(&self, amount: Money, due: Money, held: Money) -> Result<(), Refusal> {
        if self.contract.is_none() {
            return Err(Refusal::ContractMissing);
        }
        let takes_deposit = due == Money::ZERO && held > Money::ZERO;
        if amount < Money::ZERO || (amount == Money::ZERO && !takes_deposit) {
            return Err(Refusal::AmountOutOfRange);
        }
        if amount > due { Err(Refusal::PaymentExceeds { due }) } else { Ok(()) }
    }

    /// Looks whether the certificate can be issued, with so much still to be paid.
    ///
    /// 《企业国有资产交易监督管理办法》第三十条: once the contract is effective and the price paid as
    /// agreed.
    ///
    /// # Errors
    /// The first thing that is missing.
    pub fn check_certificate(&self, now: Moment, due: Money) -> Result<(), Refusal> {
        if self.certified_at.is_some() {
            return Err(Refusal::CertificateIssued);
        }
        let Some(result) = self.result else {
            return Err(Refusal::ResultNoticeRuns { until: None });
        };
        if now < result.until {
            return Err(Refusal::ResultNoticeRuns { until: Some(result.until) });
        }
        if self.contract.is_none() {
            return Err(Refusal::ContractMissing);
        }
        if due > Money::ZERO { Err(Refusal::PriceUnpaid { due }) } else { Ok(()) }
    }
}
