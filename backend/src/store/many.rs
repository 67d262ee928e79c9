//! Many rows with few statements: in lots of a few lengths, so that every statement is prepared once and kept.

/// How many rows one statement writes.
const LENGTHS: [usize; 3] = [64, 8, 1];

/// The items in lots.
pub(super) fn lots<T>(mut items: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let length = LENGTHS.into_iter().find(|length| *length <= items.len())?;
        let (lot, rest) = items.split_at(length);
        items = rest;
        Some(lot)
    })
}

/// `($1, $2), ($3, $4)`: the places of so many rows; made of nothing but numbers.
pub(super) fn places(rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let places: Vec<String> = (1..=columns).map(|column| format!("${}", row * columns + column)).collect();
        format!("({})", places.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_in_one_lot() {
        let items: Vec<usize> = (0..64 + 8 + 8 + 3).collect();
        assert_eq!(lots(&items).map(<[usize]>::len).collect::<Vec<_>>(), [64, 8, 8, 1, 1, 1]);
        assert_eq!(lots(&items).flatten().copied().collect::<Vec<_>>(), items);
        assert_eq!(places(2, 2), "($1, $2), ($3, $4)");
    }
}
