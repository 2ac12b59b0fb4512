//! A call in progress.

use std::rc::Rc;

use value::{Raised, Str, Value};

use crate::compile::code::Reg;
use crate::objects::function::{Cell, Function};
use crate::objects::generator::Generator;
use crate::objects::names::NameMap;

/// A register: nothing in it is a variable without a value.
pub type Slot = Option<Value>;

/// A call of a Python function: kept on the heap, so that Python calling Python uses no Rust stack.
pub struct Frame {
    pub function: Rc<Function>,
    pub registers: Vec<Slot>,
    /// Own variables that functions inside capture.
    pub cells: Vec<Rc<Cell>>,
    /// The next instruction.
    pub pc: usize,
    pub role: Role,
}

/// What the end of a call means to its caller.
pub enum Role {
    Plain,
    /// `__init__` of this new instance, which is the value of the call.
    Init(Value),
    Generator(Rc<Generator>),
    ClassBody(Box<ClassBody>),
}

/// A class whose body is being run.
pub struct ClassBody {
    pub names: NameMap,
    pub name: Str,
    pub bases: Vec<Value>,
    pub keywords: Vec<(Str, Value)>,
}

/// How a run of frames ended.
pub enum Exit {
    Return(Value),
    /// A generator that was run by itself yielded.
    Yield(Value),
    /// The driver program waits.
    Waiting,
}

/// How a generator goes on.
pub enum Resume {
    Send(Value),
    Raise(Raised),
}

impl Frame {
    /// A frame for `function` with `registers` filled with its parameters; the rest is made ready here.
    pub fn new(function: Rc<Function>, mut registers: Vec<Slot>) -> Self {
        let code = &function.code;
        registers.resize(usize::from(code.n_registers), None);
        let mut cells = Vec::new();
        if !code.cells.is_empty() {
            cells.extend(code.cells.iter().map(|_| Rc::new(Cell::default())));
            for (register, cell) in &code.param_cells {
                let value = registers.get_mut(usize::from(*register)).and_then(Option::take);
                if let Some(cell) = cells.get(usize::from(*cell)) {
                    *cell.value.borrow_mut() = value;
                }
            }
        }
        Self { function, registers, cells, pc: 0, role: Role::Plain }
    }

    /// Gives the registers back to the code, for its next call.
    pub fn recycle(self) {
        /// More are only needed by deep recursion.
        const MAX_SPARE: usize = 8;
        let mut registers = self.registers;
        registers.clear();
        let mut spare = self.function.code.spare.borrow_mut();
        if spare.len() < MAX_SPARE {
            spare.push(registers);
        }
    }

    pub fn set(&mut self, register: Reg, value: Value) {
        if let Some(slot) = self.registers.get_mut(usize::from(register)) {
            *slot = Some(value);
        }
    }
}

/// Registers for a call of `function`, empty.
pub fn registers_for(function: &Function) -> Vec<Slot> {
    let spare = function.code.spare.borrow_mut().pop();
    spare.unwrap_or_else(|| Vec::with_capacity(usize::from(function.code.n_registers)))
}
