//! Plots of growth as SVG: both axes logarithmic, a line for each place, its slope beside its name.

use std::fmt::Write as _;

use crate::growth::Growth;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 400.0;
/// What is left free: for the title above, for the numbers elsewhere.
const TOP: f64 = 84.0;
const LEFT: f64 = 76.0;
const BOTTOM: f64 = 52.0;
const RIGHT: f64 = 24.0;
const COLOURS: [&str; 3] = ["#2f6fb7", "#c25b12", "#3a8a3a"];

/// One plot of the same growth in several places.
pub fn plot(of: &str, places: &[(&str, &Growth)]) -> String {
    let points = || places.iter().flat_map(|(_, growth)| &growth.points);
    let (x, y) = (Axis::over(points().map(|point| point.size)), Axis::over(points().map(|point| point.seconds)));
    let across = |size: f64| LEFT + x.share(size) * (WIDTH - LEFT - RIGHT);
    let up = |seconds: f64| HEIGHT - BOTTOM - y.share(seconds) * (HEIGHT - TOP - BOTTOM);
    let title = places.first().map_or("", |(_, growth)| &growth.title);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
         font-size=\"13\" fill=\"#333\">\n<title>Time over {of}</title>\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n\
         <text x=\"{LEFT}\" y=\"24\" font-size=\"15\">{}</text>\n",
        escaped(title)
    );
    // Writing to a string cannot fail.
    for size in x.decades() {
        let _ = writeln!(svg, "<path d=\"M{0:.1} {TOP}V{1:.1}\" stroke=\"#ddd\"/>", across(size), HEIGHT - BOTTOM);
        let _ = writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\">{size}</text>",
            across(size),
            HEIGHT - 32.0
        );
    }
    for seconds in y.decades() {
        let _ = writeln!(svg, "<path d=\"M{LEFT} {0:.1}H{1:.1}\" stroke=\"#ddd\"/>", up(seconds), WIDTH - RIGHT);
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            LEFT - 8.0,
            up(seconds) + 4.0,
            time(seconds)
        );
    }
    let _ = writeln!(svg, "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{of}</text>", WIDTH / 2.0, HEIGHT - 10.0);
    for (place_idx, (place, growth)) in places.iter().enumerate() {
        let colour = COLOURS[place_idx % COLOURS.len()];
        let corners = growth.points.iter().map(|point| format!("{:.1},{:.1}", across(point.size), up(point.seconds)));
        let corners: Vec<String> = corners.collect();
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            corners.join(" ")
        );
        for corner in &corners {
            let (cx, cy) = corner.split_once(',').unwrap_or_default();
            let _ = writeln!(svg, "<circle cx=\"{cx}\" cy=\"{cy}\" r=\"3\" fill=\"{colour}\"/>");
        }
        let slope = growth.slope().map(|slope| format!(": slope {slope:.2}")).unwrap_or_default();
        let line = 46.0 + 18.0 * place_idx as f64;
        let _ = writeln!(svg, "<text x=\"{LEFT}\" y=\"{line}\" fill=\"{colour}\">{}{slope}</text>", escaped(place));
    }
    svg.push_str("</svg>\n");
    svg
}

/// A logarithmic axis, from one number to another.
struct Axis {
    from: f64,
    to: f64,
}

impl Axis {
    fn over(numbers: impl Iterator<Item = f64>) -> Self {
        let logs: Vec<f64> = numbers.filter(|number| *number > 0.0).map(f64::log10).collect();
        let from = logs.iter().copied().fold(f64::INFINITY, f64::min);
        let to = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        // An axis has some length, also if all numbers are the same or there are none.
        if from < to { Self { from, to: to + (to - from) * 0.04 } } else { Self { from: 0.0, to: 1.0 } }
    }

    /// Where on the axis a number is: 0 at its begin, 1 at its end.
    fn share(&self, number: f64) -> f64 {
        (number.log10() - self.from) / (self.to - self.from)
    }

    fn decades(&self) -> impl Iterator<Item = f64> {
        (self.from.ceil() as i32..=self.to.floor() as i32).map(|power| 10f64.powi(power))
    }
}

fn time(seconds: f64) -> String {
    match seconds {
        _ if seconds > 0.9 => format!("{seconds:.0} s"),
        _ if seconds > 0.9e-3 => format!("{:.0} ms", seconds * 1e3),
        _ => format!("{:.0} µs", seconds * 1e6),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::growth::Point;

    #[test]
    fn every_place_has_its_points_and_its_slope() {
        let point = |(size, seconds)| Point { size, seconds };
        let growth = |points: [(f64, f64); 3]| Growth {
            of: "lines".to_owned(),
            title: "a < b".to_owned(),
            points: points.map(point).into(),
        };
        let (steep, flat) =
            (growth([(1e4, 0.01), (1e5, 0.1), (1e6, 1.0)]), growth([(1e4, 0.5), (1e5, 0.5), (1e6, 0.5)]));
        let svg = plot("lines", &[("Chromium, wasm", &steep), ("native", &flat)]);
        assert!(svg.contains(">Chromium, wasm: slope 1.00<") && svg.contains(">native: slope 0.00<"), "{svg}");
        assert!(svg.contains(">a &lt; b<") && svg.contains(">100000<") && svg.contains(">100 ms<"), "{svg}");
        assert_eq!((svg.matches("<circle").count(), svg.matches("<polyline").count()), (6, 2));
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }

    #[test]
    fn a_growth_without_points_is_an_empty_plot() {
        let none = Growth { of: "keys".to_owned(), title: String::new(), points: Vec::new() };
        let svg = plot("keys", &[("native", &none)]);
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }
}
