//! `a + b` and the other arithmetic operators, their in-place forms, and `-a`, `+a`, `~a`.

use value::CallCx;
use value::object::BinaryOp;
use value::Raised;
use value::Value;

/// The operators with one operand (`not` is `value::repr::truthy`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    Neg,
    Pos,
    Invert,
}

/// `a op b`.
///
/// Errors: `TypeError: unsupported operand type(s) for +: 'int' and 'str'` and what the types say.
pub fn binary(op: BinaryOp, a: &Value, b: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let _ = (op, a, b, cx);
    unimplemented!()
}

/// `a op= b`: changes lists, sets, dicts and bytearrays in place; gives the value to store back.
pub fn in_place(op: BinaryOp, a: &Value, b: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let _ = (op, a, b, cx);
    unimplemented!()
}

/// `-a`, `+a` or `~a`.
pub fn unary(op: UnaryOp, a: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let _ = (op, a, cx);
    unimplemented!()
}

/// `abs(a)`.
pub fn absolute(a: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let _ = (a, cx);
    unimplemented!()
}

/// `divmod(a, b)`.
pub fn divmod(a: &Value, b: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let _ = (a, b, cx);
    unimplemented!()
}

/// `pow(base, exponent, modulus)`.
pub fn power_mod(base: &Value, exponent: &Value, modulus: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let _ = (base, exponent, modulus, cx);
    unimplemented!()
}
