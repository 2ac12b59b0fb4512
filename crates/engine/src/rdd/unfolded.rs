//! What known inverse functions leave of typed values: the way back from [`super::folded`].

use std::rc::Rc;

use value::{Column, Shape, Value};

use super::block::concat;

/// `(key, so_far)` and `(key, inverse(so_far, gone))` of a column of `(key, (so_far, gone))`, where nothing is gone if
/// `gone` is `None`; `None` if that must be computed row by row.
pub(crate) fn without_gone(inverse: &Shape, pairs: &Column) -> Option<Column> {
    let Column::Tuple { fields, n_rows } = pairs else { return None };
    let [keys, Column::Tuple { fields: values, .. }] = fields.as_slice() else { return None };
    let [so_far, gone] = values.as_slice() else { return None };
    let left = match gone {
        Column::Any(gone) => {
            let touched: Vec<u32> =
                (0..).zip(gone).filter(|(_, gone)| !matches!(gone, Value::None)).map(|(row, _)| row).collect();
            if touched.is_empty() {
                return Some(Column::Tuple { fields: vec![keys.clone(), so_far.clone()], n_rows: *n_rows });
            }
            let values = gone.iter().filter(|gone| !matches!(gone, Value::None)).cloned().collect();
            let changed = unfolded(inverse, &so_far.take(&touched), &Column::typed(values))?;
            // Each row is looked up in what was, with what has changed behind it.
            let mut places: Vec<u32> = (0..u32::try_from(*n_rows).ok()?).collect();
            for (place, &row) in (*n_rows as u32..).zip(&touched) {
                *places.get_mut(row as usize)? = place;
            }
            concat(&[Rc::new(so_far.clone()), Rc::new(changed)]).take(&places)
        }
        Column::Const { value: Value::None, .. } => so_far.clone(),
        gone => unfolded(inverse, so_far, gone)?,
    };
    Some(Column::Tuple { fields: vec![keys.clone(), left], n_rows: *n_rows })
}

/// `inverse(so_far, gone)` of each row.
fn unfolded(inverse: &Shape, so_far: &Column, gone: &Column) -> Option<Column> {
    Some(match (inverse, so_far, gone) {
        (Shape::Difference, Column::Int(so_far), Column::Int(gone)) => {
            let left = so_far.iter().zip(gone).map(|(so_far, gone)| so_far.checked_sub(*gone));
            Column::Int(left.collect::<Option<_>>()?)
        }
        (Shape::Difference, Column::Float(so_far), Column::Float(gone)) => {
            Column::Float(so_far.iter().zip(gone).map(|(so_far, gone)| so_far - gone).collect())
        }
        (Shape::Tuple(inverses), Column::Tuple { fields: so_far, n_rows }, Column::Tuple { fields: gone, .. })
            if inverses.len() == so_far.len() && so_far.len() == gone.len() =>
        {
            let places = inverses.iter().zip(so_far.iter().zip(gone));
            let fields = places.map(|(inverse, (so_far, gone))| unfolded(inverse, so_far, gone));
            Column::Tuple { fields: fields.collect::<Option<_>>()?, n_rows: *n_rows }
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(so_far: Column, gone: Column) -> Column {
        let n_rows = so_far.len();
        let keys = Column::Int((0..n_rows as i64).collect());
        Column::Tuple { fields: vec![keys, Column::Tuple { fields: vec![so_far, gone], n_rows }], n_rows }
    }

    fn shown(column: Option<Column>) -> Option<String> {
        let rows = Value::list(column?.iter().collect());
        value::repr::repr(&rows, &mut value::CallCx::default()).ok()
    }

    #[track_caller]
    fn check(inverse: &Shape, so_far: Column, gone: Vec<Value>, expected: Option<&str>) {
        assert_eq!(shown(without_gone(inverse, &pairs(so_far, Column::Any(gone)))).as_deref(), expected);
    }

    #[test]
    fn what_is_gone_is_taken_out_and_the_rest_stays() {
        let gone = || vec![Value::Int(1), Value::None, Value::Int(-3)];
        check(&Shape::Difference, Column::Int(vec![5, 6, 7]), gone(), Some("[(0, 4), (1, 6), (2, 10)]"));
        check(&Shape::Difference, Column::Int(vec![5, 6]), vec![Value::None; 2], Some("[(0, 5), (1, 6)]"));
        check(&Shape::Difference, Column::Float(vec![5.0, 6.0, 7.0]), gone(), None);
        check(&Shape::Difference, Column::Int(vec![5, 6, i64::MAX]), gone(), None);
        check(&Shape::Sum, Column::Int(vec![5, 6, 7]), gone(), None);
        check(&Shape::Difference, Column::Float(vec![0.5]), vec![Value::Float(0.25)], Some("[(0, 0.25)]"));
    }

    #[test]
    fn places_of_tuples_are_taken_out_one_by_one() {
        let inverse = Shape::Tuple(vec![Shape::Difference, Shape::Difference]);
        let fields = vec![Column::Int(vec![5, 6]), Column::Float(vec![0.5, 1.0])];
        let so_far = || Column::Tuple { fields: fields.clone(), n_rows: 2 };
        let gone = Value::pair(Value::Int(2), Value::Float(0.5));
        check(&inverse, so_far(), vec![Value::None, gone], Some("[(0, (5, 0.5)), (1, (4, 0.5))]"));
        check(&inverse, so_far(), vec![Value::None, Value::pair(Value::Int(2), Value::Int(1))], None);
        check(&inverse, so_far(), vec![Value::None, Value::tuple(vec![Value::Int(2)])], None);
    }
}
