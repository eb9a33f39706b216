//! The six families of rights that are sold.

use serde::{Deserialize, Serialize};

/// The six families of rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Category {
    /// Land, ponds, forest and assets of villages (农村产权).
    RuralRight,
    /// Equity and assets of the state (国有产权).
    StateAsset,
    /// What the state has seized (罚没物资).
    ConfiscatedGoods,
    /// Whatever else is sold in public (综合权益).
    ComprehensiveRight,
    /// Land use, mining and water (自然资源).
    NaturalResource,
    /// Allowances and quotas (环境权).
    EnvironmentalRight,
}

impl Category {
    /// All six, in the order of the trade's own lists.
    pub const ALL: [Self; 6] = [
        Self::RuralRight,
        Self::StateAsset,
        Self::ConfiscatedGoods,
        Self::ComprehensiveRight,
        Self::NaturalResource,
        Self::EnvironmentalRight,
    ];

    /// The name in addresses, figures and scripts: `rural-right`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::RuralRight => "rural-right",
            Self::StateAsset => "state-asset",
            Self::ConfiscatedGoods => "confiscated-goods",
            Self::ComprehensiveRight => "comprehensive-right",
            Self::NaturalResource => "natural-resource",
            Self::EnvironmentalRight => "environmental-right",
        }
    }

    /// The category of this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.slug() == slug)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_is_found_by_its_slug() {
        for category in Category::ALL {
            assert_eq!(Category::from_slug(category.slug()), Some(category));
        }
        assert_eq!(Category::from_slug("RuralRight"), None);
    }
}
