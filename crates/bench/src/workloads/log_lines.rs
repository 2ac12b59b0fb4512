//! What an order brings on average in each shop, from the lines of a log.

use std::fmt::Write as _;
use std::rc::Rc;

use value::column::StrColumn;

use crate::error::Result;
use crate::guest::Question;
use crate::printed;
use crate::random::Random;
use crate::word_lines::grouped;
use crate::workload::{Answer, Bound, Clock, Contender, Figure, Target, Who, Workload};
use crate::workloads::hand_written::{FastMap, HandWritten, timed};
use crate::workloads::ours::{Shows, Task};
use crate::workloads::{Material, columns, partitions};
use crate::zipf::Zipf;

const N_SHOPS: usize = 1000;

/// `filter`, `split`, conversions, `reduceByKey` on tuples, `mapValues`.
pub fn averages(material: &Material) -> Result<Workload> {
    let n_lines = material.sizes.n_lines;
    let log = Rc::new(log(n_lines));
    let received = Rc::clone(&log);
    let task = Task {
        program: include_str!("../../programs/log_lines.py"),
        shows: Shows::FirstTen,
        lines: Rc::new(move || vec![columns(&received)]),
        read: |printed| printed::pairs(printed, printed::millionths),
    };
    let mut contenders = task.contenders()?;
    contenders.push(hand_written(Rc::clone(&log)));
    let mut workload = Workload {
        title: format!("log lines, {} lines, {} shops, Zipf 1, 8 partitions", grouped(n_lines), grouped(N_SHOPS)),
        figure: Figure::Rate("lines".to_owned()),
        n_items: n_lines as u64,
        targets: vec![Target { against: Who::HandWrittenRust, bound: Bound::AtLeastAsFast(0.8) }],
        contenders,
        absent: Vec::new(),
    };
    let lines = log.iter().flat_map(StrColumn::iter);
    material.invite(&mut workload, &[(Question::LogLines, |guest| Some(Who::Guest(guest)))], lines)?;
    Ok(workload)
}

/// `2026-11-02 10:15:00,ORDER,shop17,3,12.25`: three of four lines are about orders. Prices are quarters, so that
/// their sums are exact in any order.
fn log(n_lines: usize) -> Vec<StrColumn> {
    let (zipf, mut random) = (Zipf::new(N_SHOPS), Random::new(20_261_102));
    partitions(n_lines, |line_idx, text| {
        let second = line_idx / 20;
        let (hour, minute, second) = (second / 3600 % 24, second / 60 % 60, second % 60);
        let kind = if random.next_fraction() < 0.75 { "ORDER" } else { "VISIT" };
        let (shop, drawn) = (zipf.draw(&mut random), random.next_u64());
        let (amount, quarters) = (1 + drawn % 9, drawn / 9 % 4000);
        let (whole, decimals) = (quarters / 4, quarters % 4 * 25);
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "2026-11-02 {hour:02}:{minute:02}:{second:02},{kind},shop{shop},{amount},{whole}.{decimals:02}"
        );
    })
}

fn hand_written(log: Rc<Vec<StrColumn>>) -> Box<dyn Contender> {
    let same_log = Rc::clone(&log);
    Box::new(HandWritten {
        run: move |clock: &dyn Clock| timed(clock, || averages_of(log.iter().flat_map(StrColumn::iter))),
        answer: move || answer(averages_of(same_log.iter().flat_map(StrColumn::iter))),
    })
}

/// The average of each shop; lines that cannot be read are left out.
fn averages_of<'a>(lines: impl Iterator<Item = &'a str>) -> FastMap<&'a str, f64> {
    let mut totals: FastMap<&str, (f64, i64)> = FastMap::default();
    for line in lines.filter(|line| line.contains("ORDER")) {
        let fields: Vec<&str> = line.split(',').collect();
        let &[_, _, shop, amount, price] = fields.as_slice() else { continue };
        let (Ok(amount), Ok(price)) = (amount.parse::<i64>(), price.parse::<f64>()) else { continue };
        let total = totals.entry(shop).or_insert((0.0, 0));
        total.0 += amount as f64 * price;
        total.1 += 1;
    }
    totals.into_iter().map(|(shop, (sum, n))| (shop, sum / n as f64)).collect()
}

fn answer(averages: FastMap<&str, f64>) -> Answer {
    averages.into_iter().map(|(shop, average)| (shop.to_owned(), (average * 1e6).round() as i64)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn averages_are_of_orders_only() {
        let lines = ["t,ORDER,a,2,1.50", "t,VISIT,a,9,9.00", "t,ORDER,a,1,0.25", "t,ORDER,b,1,0.10", "ORDER"];
        let expected = [("a".to_owned(), 1_625_000), ("b".to_owned(), 100_000)];
        assert_eq!(answer(averages_of(lines.into_iter())), expected.into());
    }

    #[test]
    fn lines_have_five_fields_and_most_are_orders() {
        let log = log(1000);
        let lines: Vec<&str> = log.iter().flat_map(StrColumn::iter).collect();
        assert!(lines.iter().all(|line| line.split(',').count() == 5), "{:?}", lines[0]);
        let n_orders = lines.iter().filter(|line| line.contains(",ORDER,")).count();
        assert!((700..800).contains(&n_orders), "{n_orders}");
    }
}
