/// What follows `FROM` in a query over the numbers `x` from 0 to less than `below`, on every engine: none of them makes as
/// many rows as one likes in the words of another.
pub fn numbers(below: usize) -> String {
    let all: Vec<_> =
        (0..10).map(|d| if d == 0 { "SELECT 0 AS d".to_owned() } else { format!("SELECT {d}") }).collect();
    let digits = format!("({})", all.join(" UNION ALL "));
    let places = below.saturating_sub(1).max(1).ilog10() + 1;
    let from: Vec<_> = (0..places).map(|place| format!("{digits} AS p{place}")).collect();
    let sum: Vec<_> = (0..places).map(|place| format!("{} * p{place}.d", 10_usize.pow(place))).collect();
    format!("(SELECT {} AS x FROM {}) AS z WHERE x < {below}", sum.join(" + "), from.join(", "))
}
