//! `NameSite`: a name that code asks objects for, and what was found out about it for the class that was met last.

use std::cell::Cell;
use std::rc::Rc;

use value::{Str, Value};

use crate::machine::as_function;
use crate::objects::class::{Basis, Class};
use crate::objects::function::Function;
use crate::objects::instance::Instance;
use crate::objects::names::epoch;

/// A name behind a dot. What is known holds for one class, as long as the epoch lasts.
#[derive(Clone)]
pub struct NameSite {
    pub name: Str,
    /// Its address: no other class is made in the same epoch.
    class: Cell<*const Class>,
    epoch: Cell<u64>,
    /// Where the class, or the nearest ancestor that has the name, keeps it.
    place: Cell<Option<Place>>,
    /// Whether nothing in the class computes attributes.
    is_calm: Cell<bool>,
    /// Whether nothing in the class hears of the attribute being set.
    is_free: Cell<bool>,
    /// Where the instance looked at last had the attribute in its row.
    at: Cell<u16>,
}

/// Number 0 is the class itself, others are its ancestors.
#[derive(Clone, Copy)]
struct Place {
    owner: u16,
    entry: u32,
}

impl NameSite {
    pub fn new(name: Str) -> Self {
        Self {
            name,
            class: Cell::new(std::ptr::null()),
            epoch: Cell::default(),
            place: Cell::default(),
            is_calm: Cell::default(),
            is_free: Cell::default(),
            at: Cell::default(),
        }
    }

    #[inline]
    fn check(&self, class: &Class) {
        if !std::ptr::eq(self.class.get(), class) || self.epoch.get() != epoch() {
            self.find(class);
        }
    }

    #[cold]
    fn find(&self, class: &Class) {
        let name = self.name.as_str();
        let place = place_of(class, name);
        let is_special = matches!(name, "__dict__" | "__class__");
        self.class.set(class);
        self.epoch.set(epoch());
        self.place.set(place);
        self.is_calm.set(!class.has_hooks());
        self.is_free.set(
            place.is_none()
                && !is_special
                && !class.is_object()
                && class.basis == Basis::Object
                && ["__setattr__", "__slots__"].iter().all(|hook| class.lookup(hook).is_none()),
        );
    }

    /// Hands over the attribute of an instance, if nothing has to be computed or bound for it; whether it did.
    #[inline]
    pub fn get(&self, instance: &Instance, mut take: impl FnMut(&Value)) -> bool {
        self.check(&instance.class);
        if !self.is_calm.get() {
            return false;
        }
        let Some(place) = self.place.get() else { return instance.own_near(&self.name, &self.at, take) };
        // What is no object binds to nothing, and gives way to the instance's own.
        let is_plain = |shared: &Value| !matches!(shared, Value::Object(_));
        with_value_at(&instance.class, place, |shared| {
            is_plain(shared)
                && (instance.own_near(&self.name, &self.at, &mut take) || {
                    take(shared);
                    true
                })
        })
        .unwrap_or(false)
    }

    /// Sets the attribute of an instance, if nothing in its class hears of that and there is room for it; gives the
    /// value back otherwise.
    #[inline]
    pub fn set(&self, instance: &Instance, value: Value) -> Result<(), Value> {
        self.check(&instance.class);
        if self.is_free.get() { instance.set_near(&self.name, &self.at, value) } else { Err(value) }
    }

    /// The function that the class has of that name, if the instance has nothing of its own.
    #[inline]
    pub fn method(&self, instance: &Instance) -> Option<Rc<Function>> {
        self.check(&instance.class);
        let function = with_value_at(&instance.class, self.place.get()?, as_function)??;
        if instance.has_own(&self.name) { None } else { Some(function) }
    }
}

fn place_of(class: &Class, name: &str) -> Option<Place> {
    if let Some(entry) = class.attrs.borrow().place(name) {
        return Some(Place { owner: 0, entry });
    }
    let mut ancestors = (1_u16..).zip(&class.ancestors);
    ancestors.find_map(|(owner, class)| Some(Place { owner, entry: class.attrs.borrow().place(name)? }))
}

#[inline]
fn with_value_at<T>(class: &Class, place: Place, look: impl FnOnce(&Value) -> T) -> Option<T> {
    let owner = match place.owner.checked_sub(1) {
        None => class,
        Some(ancestor) => class.ancestors.get(usize::from(ancestor))?,
    };
    owner.attrs.borrow().at(place.entry).map(look)
}
