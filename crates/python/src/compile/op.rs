//! `Op`: the instructions of the machine.

use crate::ast::Conversion;
use crate::ops::UnaryOp;
use value::object::BinaryOp;
use value::order::CompareOp;

pub type Reg = u16;
pub type Operand = u16;

/// Operand flag: the rest is a number of a constant.
pub const CONST: Operand = 1 << 15;
/// Operand flag: the register's value may be moved out.
pub const TAKE: Operand = 1 << 14;
/// The number in an operand.
pub const INDEX: Operand = TAKE - 1;

/// One instruction.
#[derive(Clone, Copy, Debug)]
pub enum Op {
    Move {
        dst: Reg,
        src: Operand,
    },
    /// A constant beyond what operands reach.
    LoadConst {
        dst: Reg,
        at: u32,
    },
    LoadGlobal {
        dst: Reg,
        site: u16,
    },
    StoreGlobal {
        site: u16,
        src: Operand,
    },
    DeleteGlobal {
        site: u16,
    },
    LoadCell {
        dst: Reg,
        at: u16,
    },
    StoreCell {
        at: u16,
        src: Operand,
    },
    DeleteCell {
        at: u16,
    },
    /// A fresh cell, for a comprehension that runs again.
    NewCell {
        at: u16,
    },
    LoadFree {
        dst: Reg,
        at: u16,
    },
    StoreFree {
        at: u16,
        src: Operand,
    },
    DeleteFree {
        at: u16,
    },
    /// A variable of a class body, a module variable otherwise.
    LoadName {
        dst: Reg,
        site: u16,
    },
    /// The same, but the enclosing function's variable otherwise.
    LoadNameOrFree {
        dst: Reg,
        site: u16,
        at: u16,
    },
    StoreName {
        site: u16,
        src: Operand,
    },
    DeleteName {
        site: u16,
    },
    /// Raises unless the variable has a value.
    CheckLocal {
        reg: Reg,
    },
    DeleteLocal {
        reg: Reg,
    },

    Add {
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    Sub {
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    Mul {
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    Div {
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    FloorDiv {
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    Mod {
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    Binary {
        op: BinaryOp,
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    InPlace {
        op: BinaryOp,
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    Unary {
        op: UnaryOp,
        dst: Reg,
        a: Operand,
    },
    Not {
        dst: Reg,
        a: Operand,
    },
    Order {
        op: CompareOp,
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    Eq {
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    NotEq {
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    Is {
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    IsNot {
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    In {
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    NotIn {
        dst: Reg,
        a: Operand,
        b: Operand,
    },

    Jump {
        to: u32,
    },
    /// A jump backwards, which costs a step.
    Loop {
        to: u32,
    },
    JumpIf {
        a: Operand,
        to: u32,
    },
    JumpUnless {
        a: Operand,
        to: u32,
    },
    /// Skips the next instruction if the comparison holds.
    SkipIfOrder {
        op: CompareOp,
        a: Operand,
        b: Operand,
    },
    SkipIfEq {
        a: Operand,
        b: Operand,
    },
    SkipIfNotEq {
        a: Operand,
        b: Operand,
    },
    /// Skips the next instruction if the register holds the small integer `n`.
    SkipIfState {
        reg: Reg,
        n: u16,
    },

    GetIter {
        dst: Reg,
        src: Operand,
    },
    /// Lets go of a loop's iterator before its end: a generator that nothing else holds is closed.
    LeaveLoop {
        iter: Reg,
    },
    /// Puts the next item into `dst` and skips the next instruction, a jump that is taken at the end.
    ForIter {
        dst: Reg,
        iter: Reg,
    },
    Tuple {
        dst: Reg,
        items: u16,
    },
    List {
        dst: Reg,
        items: u16,
    },
    Set {
        dst: Reg,
        items: u16,
    },
    /// Items are key, value, key, value….
    Dict {
        dst: Reg,
        items: u16,
    },
    ListAppend {
        list: Reg,
        item: Operand,
    },
    SetAdd {
        set: Reg,
        item: Operand,
    },
    DictInsert {
        dict: Reg,
        key: Operand,
        value: Operand,
    },
    ListExtend {
        list: Reg,
        items: Operand,
    },
    SetExtend {
        set: Reg,
        items: Operand,
    },
    /// `{**mapping}`.
    DictUpdate {
        dict: Reg,
        mapping: Operand,
    },
    /// `f(**mapping)`: no key may come twice.
    DictMerge {
        dict: Reg,
        mapping: Operand,
        function: Operand,
    },
    ListToTuple {
        dst: Reg,
        list: Reg,
    },
    /// Into the registers from `first` on.
    Unpack {
        first: Reg,
        src: Operand,
        n: u16,
    },
    UnpackStarred {
        first: Reg,
        src: Operand,
        before: u8,
        after: u16,
    },

    GetAttr {
        dst: Reg,
        object: Operand,
        name: u16,
    },
    SetAttr {
        object: Operand,
        name: u16,
        value: Operand,
    },
    DeleteAttr {
        object: Operand,
        name: u16,
    },
    GetItem {
        dst: Reg,
        object: Operand,
        key: Operand,
    },
    /// `len(a)`, where `len` is the built-in one.
    Len {
        dst: Reg,
        a: Operand,
    },
    /// An item by a slice that is not made for it: the items are its start, stop and step.
    GetSlice {
        dst: Reg,
        object: Operand,
        items: u16,
    },
    SetItem {
        object: Operand,
        key: Operand,
        value: Operand,
    },
    DeleteItem {
        object: Operand,
        key: Operand,
    },
    /// Items are start, stop, step.
    Slice {
        dst: Reg,
        items: u16,
    },

    Call {
        dst: Reg,
        site: u16,
    },
    CallMethod {
        dst: Reg,
        site: u16,
    },
    /// With `*args` and `**kwargs`, collected in registers `args` (any iterable) and `args + 1` (a dict or nothing).
    CallSpread {
        dst: Reg,
        function: Operand,
        args: Reg,
    },
    MakeFunction {
        dst: Reg,
        site: u16,
    },
    MakeClass {
        dst: Reg,
        site: u16,
    },
    /// `globals()`.
    Globals {
        dst: Reg,
    },
    /// `locals()` of a function; the frame's variables, whatever they are now.
    Locals {
        dst: Reg,
    },
    /// `super()` without arguments: the class in free variable `at`, the receiver in `this`.
    Super {
        dst: Reg,
        at: u16,
        this: Operand,
    },
    Return {
        src: Operand,
    },
    Yield {
        dst: Reg,
        src: Operand,
    },
    /// Passes on what the iterator in `iter` gives; `dst` gets its return value.
    YieldFrom {
        dst: Reg,
        iter: Reg,
    },

    Raise {
        exception: Operand,
    },
    RaiseFrom {
        exception: Operand,
        cause: Operand,
    },
    /// A bare `raise` outside an `except` of the same function.
    RaiseAgain,
    /// Raises what was caught into `reg`, without a new place in the traceback.
    Reraise {
        reg: Reg,
    },
    AssertFail {
        message: Operand,
    },
    /// Begins an `except` or `finally` that handles what is in `reg`.
    EnterHandler {
        reg: Reg,
        level: u16,
    },
    LeaveHandler {
        level: u16,
    },
    MatchException {
        dst: Reg,
        exception: Reg,
        class: Operand,
    },
    /// `type(e)` of what was caught.
    ExceptionClass {
        dst: Reg,
        exception: Reg,
    },
    /// The methods of a context manager, bound: `__exit__` into `dst`, `__enter__` into `dst + 1`.
    ContextMethods {
        dst: Reg,
        manager: Operand,
    },

    Format {
        dst: Reg,
        src: Operand,
        conversion: Conversion,
    },
    FormatSpec {
        dst: Reg,
        src: Operand,
        spec: Operand,
        conversion: Conversion,
    },
    /// Joins strings.
    Concat {
        dst: Reg,
        items: u16,
    },
    Import {
        dst: Reg,
        site: u16,
    },
    ImportFrom {
        dst: Reg,
        module: Reg,
        name: u16,
    },
    ImportStar {
        module: Reg,
    },

    /// Whether a `case [a, b, *_]` could fit: a sequence of at least (or exactly) `n` items.
    MatchSequence {
        dst: Reg,
        subject: Operand,
        n: u16,
        is_open: bool,
    },
    MatchMapping {
        dst: Reg,
        subject: Operand,
    },
    /// The value of a key into `dst`; the next instruction is skipped if it is there.
    MatchKey {
        dst: Reg,
        subject: Operand,
        key: Operand,
    },
    /// The mapping without the keys in `items`.
    MatchRest {
        dst: Reg,
        subject: Operand,
        items: u16,
    },
    /// The attributes of a class pattern into registers from `first` on; the next instruction is skipped if it fits.
    MatchClass {
        first: Reg,
        subject: Operand,
        site: u16,
    },
}
