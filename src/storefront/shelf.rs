//! Which products stand on the shelf for a choice of filters, in which order, and how many each further choice would leave.
//!
//! Pure: it is given one light row for each visible product and answers with the ids of a page, the total and the counts. A count
//! of a facet holds under all *other* filters, so a second choice within one facet stays visible.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::catalogue::Origin;
use crate::kit::id::ProductId;
use crate::kit::time::Instant;

text_enum! {
    /// The order of a list.
    pub enum Sort {
        /// The newest first.
        Newest = "newest",
        /// What the words fit best first, then the newest.
        Relevance = "relevance",
        /// The cheapest first.
        PriceAsc = "price_asc",
        /// The dearest first.
        PriceDesc = "price_desc",
        /// What arrives first.
        Fastest = "fastest",
    }
}

/// What the shelf knows of a product.
#[derive(Clone, Debug)]
pub struct Standing {
    pub id: ProductId,
    pub maker: String,
    pub category: Option<String>,
    pub town: Option<String>,
    pub origin: Origin,
    /// `technique:blueprint material:linen`
    pub terms: String,
    pub price_from_cents: i64,
    pub price_to_cents: i64,
    pub lead_time_days: i32,
    pub published_at: Instant,
    /// Whether a piece is on hand.
    pub in_stock: bool,
    /// Whether the words that were looked for stand in its name.
    pub named_so: bool,
}

/// What the visitor chose. An empty set means any.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    pub category: BTreeSet<String>,
    pub technique: BTreeSet<String>,
    pub material: BTreeSet<String>,
    pub maker: BTreeSet<String>,
    pub town: BTreeSet<String>,
    pub origin: BTreeSet<String>,
    pub price_min_cents: Option<i64>,
    pub price_max_cents: Option<i64>,
    /// Only what lies ready to be sent.
    pub in_stock: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Facet {
    Category,
    Technique,
    Material,
    Maker,
    Town,
    Origin,
    Price,
    Stock,
}

/// How many products each value of a facet would leave, the most first.
pub type Counts = Vec<(String, i64)>;

/// What a list of products shows beside its items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub category: Counts,
    pub technique: Counts,
    pub material: Counts,
    pub maker: Counts,
    pub town: Counts,
    pub origin: Counts,
    pub in_stock: i64,
    pub price_span_cents: Option<(i64, i64)>,
}

/// Where a page ends: the sort key and the id of its last product.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mark(i64, i64, String);

impl Standing {
    fn has_term(&self, kind: &str, chosen: &BTreeSet<String>) -> bool {
        self.codes(kind).any(|code| chosen.contains(code))
    }

    fn codes<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a str> {
        self.terms.split(' ').filter_map(move |term| term.split_once(':')).filter(move |(of, _)| *of == kind).map(|(_, code)| code)
    }

    /// Whether it passes every filter but one.
    fn passes(&self, choice: &Choice, without: Option<Facet>) -> bool {
        let chosen = |facet, set: &BTreeSet<String>, value: Option<&str>| {
            without == Some(facet) || set.is_empty() || value.is_some_and(|value| set.contains(value))
        };
        let term = |facet, set: &BTreeSet<String>, kind| without == Some(facet) || set.is_empty() || self.has_term(kind, set);
        chosen(Facet::Category, &choice.category, self.category.as_deref())
            && chosen(Facet::Maker, &choice.maker, Some(&self.maker))
            && chosen(Facet::Town, &choice.town, self.town.as_deref())
            && chosen(Facet::Origin, &choice.origin, Some(self.origin.as_str()))
            && term(Facet::Technique, &choice.technique, "technique")
            && term(Facet::Material, &choice.material, "material")
            && (without == Some(Facet::Stock) || !choice.in_stock || self.in_stock)
            && (without == Some(Facet::Price)
                || (choice.price_min_cents.is_none_or(|least| self.price_to_cents >= least)
                    && choice.price_max_cents.is_none_or(|most| self.price_from_cents <= most)))
    }

    fn mark(&self, sort: Sort) -> Mark {
        let newest = -self.published_at.millis();
        let key = match sort {
            Sort::Newest => newest,
            Sort::Relevance => i64::from(!self.named_so),
            Sort::PriceAsc => self.price_from_cents,
            Sort::PriceDesc => -self.price_from_cents,
            Sort::Fastest => i64::from(!self.in_stock) * 1_000 + i64::from(self.lead_time_days),
        };
        Mark(key, newest, self.id.as_str().to_owned())
    }
}

/// One page: the ids in order, and the mark to go on after, if there is more.
pub fn page(all: &[Standing], choice: &Choice, sort: Sort, after: Option<&Mark>, limit: usize) -> (Vec<ProductId>, Option<Mark>) {
    let mut marked: Vec<(Mark, &Standing)> =
        all.iter().filter(|standing| standing.passes(choice, None)).map(|standing| (standing.mark(sort), standing)).collect();
    marked.sort_unstable_by(|left, right| left.0.cmp(&right.0));
    let rest = marked.into_iter().filter(|(mark, _)| after.is_none_or(|after| mark > after));
    let page: Vec<(Mark, &Standing)> = rest.take(limit + 1).collect();
    let next = (page.len() > limit).then(|| page[limit - 1].0.clone());
    (page.iter().take(limit).map(|(_, standing)| standing.id.clone()).collect(), next)
}

/// How many products pass all filters.
pub fn total(all: &[Standing], choice: &Choice) -> i64 {
    all.iter().filter(|standing| standing.passes(choice, None)).count() as i64
}

/// The counts of every facet.
pub fn tally(all: &[Standing], choice: &Choice) -> Tally {
    let under = |facet| all.iter().filter(move |standing| standing.passes(choice, Some(facet)));
    let prices = || under(Facet::Price);
    Tally {
        category: count(under(Facet::Category).filter_map(|standing| standing.category.as_deref())),
        technique: count(under(Facet::Technique).flat_map(|standing| standing.codes("technique"))),
        material: count(under(Facet::Material).flat_map(|standing| standing.codes("material"))),
        maker: count(under(Facet::Maker).map(|standing| standing.maker.as_str())),
        town: count(under(Facet::Town).filter_map(|standing| standing.town.as_deref())),
        origin: count(under(Facet::Origin).map(|standing| standing.origin.as_str())),
        in_stock: under(Facet::Stock).filter(|standing| standing.in_stock).count() as i64,
        price_span_cents: prices().map(|s| s.price_from_cents).min().zip(prices().map(|s| s.price_to_cents).max()),
    }
}

fn count<'a>(values: impl Iterator<Item = &'a str>) -> Counts {
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    values.for_each(|value| *counts.entry(value).or_default() += 1);
    let mut counts: Counts = counts.into_iter().map(|(value, count)| (value.to_owned(), count)).collect();
    counts.sort_by_key(|(_, count)| -count);
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::id::Ids;

    fn shelf() -> Vec<Standing> {
        let ids = Ids::seeded(1);
        let one = |number: i64, category: &str, technique: &str, price: i64, in_stock: bool| Standing {
            id: ids.next(Instant::from_millis(number)),
            maker: if number % 2 == 0 { "modra".into() } else { "polst".into() },
            category: Some(category.into()),
            town: None,
            origin: Origin::Own,
            terms: format!("technique:{technique} material:linen"),
            price_from_cents: price,
            price_to_cents: price,
            lead_time_days: 3,
            published_at: Instant::from_millis(number),
            in_stock,
            named_so: false,
        };
        vec![
            one(1, "kitchen", "blueprint", 6400, true),
            one(2, "kitchen", "weaving", 2800, false),
            one(3, "bags", "blueprint", 3900, true),
            one(4, "bags", "felting", 3900, true),
        ]
    }

    fn set(codes: &[&str]) -> BTreeSet<String> {
        codes.iter().map(|code| (*code).to_owned()).collect()
    }

    #[test]
    fn a_facet_counts_under_all_other_filters() {
        let choice = Choice { category: set(&["kitchen"]), in_stock: true, ..Choice::default() };
        let tally = tally(&shelf(), &choice);
        assert_eq!(total(&shelf(), &choice), 1);
        assert_eq!(tally.category, [("bags".to_owned(), 2), ("kitchen".to_owned(), 1)]);
        assert_eq!(tally.technique, [("blueprint".to_owned(), 1)]);
        assert_eq!(tally.in_stock, 1);
        assert_eq!(tally.price_span_cents, Some((6400, 6400)));
    }

    #[test]
    fn pages_meet_without_a_gap_or_a_repeat() {
        for sort in Sort::ALL {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let (ids, next) = page(&shelf(), &Choice::default(), *sort, after.as_ref(), 1);
                seen.extend(ids);
                match next {
                    Some(mark) => after = Some(mark),
                    None => break,
                }
            }
            let once: BTreeSet<_> = seen.iter().collect();
            assert_eq!((seen.len(), once.len()), (4, 4), "{sort}");
        }
        let (ids, _) = page(&shelf(), &Choice::default(), Sort::PriceAsc, None, 1);
        assert_eq!(ids[0], shelf()[1].id);
    }
}
