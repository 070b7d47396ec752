//! From points to places, in whole numbers: weighted sums, their mean, median and spread, ties. Pure.
//!
//! Points of 0 to 10 times weights that come to 100 are a juror's sum in hundredths of a point. Means are compared as
//! fractions, so that rounding neither makes a tie nor hides one; what is shown is rounded to thousandths.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::model::Round;
use crate::kit::id::EntryId;

/// An entry with what each juror who judged it came to, in hundredths of a point.
#[derive(Clone, Debug)]
pub struct Card {
    /// The entry.
    pub entry: EntryId,
    /// One sum for each completed sheet.
    pub sums: Vec<i64>,
}

/// An entry with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranking {
    /// The entry.
    pub entry: EntryId,
    /// From one upwards; the same for entries of an unsettled tie.
    pub place: i32,
    /// Whether another entry has the same mean and nobody has settled which comes first.
    pub tied: bool,
    /// The mean in thousandths of a point.
    pub mean_milli: i64,
    /// The median in thousandths of a point.
    pub median_milli: i64,
    /// The highest less the lowest, in thousandths of a point.
    pub spread_milli: i64,
    /// From how many sheets.
    pub sheets: i32,
    /// Which round's points these are.
    pub round: Round,
}

/// A juror's weighted sum in hundredths of a point, from points and weights.
pub fn weighted(points: impl Iterator<Item = (i32, i32)>) -> i64 {
    points.map(|(points, weight)| i64::from(points) * i64::from(weight)).sum()
}

/// Places of all cards of a round that somebody has judged, the best first. `settled` holds orders of ties, the last one first.
pub fn rank(round: Round, cards: &[Card], settled: &[Vec<EntryId>]) -> Vec<Ranking> {
    let mut judged: Vec<&Card> = cards.iter().filter(|card| !card.sums.is_empty()).collect();
    judged.sort_by(|a, b| by_mean(b, a).then_with(|| a.entry.cmp(&b.entry)));
    let mut ranked: Vec<Ranking> = Vec::with_capacity(judged.len());
    let mut rest = judged.as_slice();
    while let Some(first) = rest.first() {
        let equals = rest.iter().take_while(|card| by_mean(card, first) == Ordering::Equal).count();
        let (group, after) = rest.split_at(equals);
        let place = place_after(ranked.len());
        let order = order_of(group, settled);
        for card in in_order(group, order) {
            let own_place = if order.is_some() { place_after(ranked.len()) } else { place };
            ranked.push(ranking(round, card, own_place, group.len() > 1 && order.is_none()));
        }
        rest = after;
    }
    ranked
}

fn place_after(before: usize) -> i32 {
    i32::try_from(before).unwrap_or(i32::MAX - 1) + 1
}

/// Means as fractions: `a/m` against `b/n` is `a·n` against `b·m`.
fn by_mean(a: &Card, b: &Card) -> Ordering {
    let (m, n) = (a.sums.len() as i64, b.sums.len() as i64);
    (a.sums.iter().sum::<i64>() * n).cmp(&(b.sums.iter().sum::<i64>() * m))
}

/// The last settlement of exactly these entries.
fn order_of<'s>(group: &[&Card], settled: &'s [Vec<EntryId>]) -> Option<&'s Vec<EntryId>> {
    let wanted: BTreeSet<&EntryId> = group.iter().map(|card| &card.entry).collect();
    settled.iter().find(|order| order.len() == group.len() && order.iter().collect::<BTreeSet<_>>() == wanted)
}

fn in_order<'c>(group: &[&'c Card], order: Option<&Vec<EntryId>>) -> Vec<&'c Card> {
    let mut cards = group.to_vec();
    if let Some(order) = order {
        cards.sort_by_key(|card| order.iter().position(|entry| *entry == card.entry));
    }
    cards
}

fn ranking(round: Round, card: &Card, place: i32, tied: bool) -> Ranking {
    let mut sums = card.sums.clone();
    sums.sort_unstable();
    let (count, total) = (sums.len() as i64, sums.iter().sum::<i64>());
    let middle = sums.len() / 2;
    let upper = sums.get(middle).copied().unwrap_or(0);
    let lower = if sums.len().is_multiple_of(2) { sums.get(middle.saturating_sub(1)).copied().unwrap_or(0) } else { upper };
    let spread = sums.last().copied().unwrap_or(0) - sums.first().copied().unwrap_or(0);
    Ranking {
        entry: card.entry.clone(),
        place,
        tied,
        mean_milli: (total * 20 + count) / (count * 2),
        median_milli: (lower + upper) * 5,
        spread_milli: spread * 10,
        sheets: i32::try_from(count).unwrap_or(i32::MAX),
        round,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::id::Ids;
    use crate::kit::time::Instant;

    fn cards(sums: &[&[i64]]) -> Vec<Card> {
        let ids = Ids::seeded(7);
        sums.iter().map(|sums| Card { entry: ids.next(Instant::from_millis(1)), sums: sums.to_vec() }).collect()
    }

    #[test]
    fn points_and_weights_come_to_hundredths() {
        assert_eq!(weighted([(8, 25), (9, 25), (7, 20), (0, 15), (10, 15)].into_iter()), 715);
        assert_eq!(weighted([(10, 60), (10, 40)].into_iter()), 1_000);
    }

    #[test]
    fn the_mean_is_rounded_only_to_be_shown() {
        let cards = cards(&[&[700, 800, 801], &[900], &[]]);
        let ranked = rank(Round::First, &cards, &[]);
        assert_eq!(
            ranked.iter().map(|row| (row.place, row.mean_milli, row.median_milli, row.spread_milli)).collect::<Vec<_>>(),
            [(1, 9_000, 9_000, 0), (2, 7_670, 8_000, 1_010)]
        );
        assert_eq!(rank(Round::First, &cards[..1], &[])[0].sheets, 3);
    }

    #[test]
    fn the_median_of_an_even_number_lies_between_the_middle_two() {
        assert_eq!(rank(Round::First, &cards(&[&[100, 900, 505, 500]]), &[])[0].median_milli, 5_025);
    }

    #[test]
    fn equal_means_of_unequal_juries_are_a_tie_until_somebody_settles_it() {
        let cards = cards(&[&[600, 800], &[700, 700, 700], &[650], &[701]]);
        let ranked = rank(Round::First, &cards, &[]);
        assert_eq!(ranked.iter().map(|row| (row.place, row.tied)).collect::<Vec<_>>(), [(1, false), (2, true), (2, true), (4, false)]);
        let order = vec![cards[1].entry.clone(), cards[0].entry.clone()];
        let older = vec![cards[0].entry.clone(), cards[1].entry.clone()];
        let settled = rank(Round::First, &cards, &[order.clone(), older]);
        assert_eq!(settled.iter().map(|row| (row.place, row.tied)).collect::<Vec<_>>(), [(1, false), (2, false), (3, false), (4, false)]);
        assert_eq!([&settled[1].entry, &settled[2].entry], [&order[0], &order[1]]);
        // A settlement of other entries settles nothing here.
        assert!(rank(Round::First, &cards, &[vec![cards[0].entry.clone(), cards[2].entry.clone()]])[1].tied);
    }

    #[test]
    fn rounding_hides_no_difference() {
        // 7.0000 against 7.0001…: shown alike, and yet no tie.
        let cards = cards(&[&[700; 9], &[700, 700, 700, 700, 700, 700, 700, 700, 701]]);
        let ranked = rank(Round::First, &cards, &[]);
        assert_eq!(ranked.iter().map(|row| row.tied).collect::<Vec<_>>(), [false, false]);
        assert_eq!(ranked[0].entry, cards[1].entry);
    }
}
