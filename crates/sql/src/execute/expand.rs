//! Grouping sets: every row once for each set.

use value::CallCx;

use super::{Distribution, Rows, Run, bind_all, eval_all};
use crate::error::Failure;
use crate::eval::Bound;
use crate::expr::Expr;
use crate::plan::PlanRef;

impl Run<'_> {
    pub(crate) fn expand(&self, sets: &[Vec<Expr>], child: &PlanRef, cx: &mut CallCx) -> Result<Rows, Failure> {
        let rows = self.rows(child, cx)?;
        let sets: Vec<Vec<Bound>> = sets.iter().map(|set| bind_all(set, &child.output)).collect::<Result<_, _>>()?;
        let partitions = self.map_partitions(rows, cx, |row, env, out, cx| {
            for set in &sets {
                out.push(eval_all(set, row, env, cx)?.into());
            }
            Ok(())
        })?;
        Ok(Rows::new(partitions, Distribution::Unknown))
    }
}
