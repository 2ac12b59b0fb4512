//! `hashlib`: MD5, SHA-1 and the SHA-2 family.

use std::any::Any;
use std::borrow::Cow;
use std::cell::RefCell;

use sha1::Digest;
use value::{Args, CallCx, Object, Raised, Value};

use crate::support::module;
use python::native::native_function;
use python::ops::item::inner_str;
use python::types::bytearray::bytes_of;
use python::types::object_method;

/// The module object.
pub fn load() -> Value {
    let mut members = vec![(
        "new",
        native_function("new", |args, _| {
            let name = args.positional.first().and_then(inner_str);
            let algorithm = name.as_deref().and_then(Algorithm::named);
            match algorithm {
                Some(algorithm) => begin(algorithm, args.positional.get(1)),
                None => {
                    Err(Raised::value_error(format!("unsupported hash type {}", name.unwrap_or_else(|| "".into()))))
                }
            }
        }),
    )];
    for algorithm in
        [Algorithm::Md5, Algorithm::Sha1, Algorithm::Sha224, Algorithm::Sha256, Algorithm::Sha384, Algorithm::Sha512]
    {
        let function = native_function(algorithm.name(), move |args, _| begin(algorithm, args.positional.first()));
        members.push((algorithm.name(), function));
    }
    module("hashlib", &[], members)
}

#[derive(Clone, Copy, PartialEq)]
enum Algorithm {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl Algorithm {
    fn named(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "md5" => Self::Md5,
            "sha1" => Self::Sha1,
            "sha224" => Self::Sha224,
            "sha256" => Self::Sha256,
            "sha384" => Self::Sha384,
            "sha512" => Self::Sha512,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
            Self::Sha224 => "sha224",
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
        }
    }

    fn digest(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Md5 => md5::Md5::digest(bytes).to_vec(),
            Self::Sha1 => sha1::Sha1::digest(bytes).to_vec(),
            Self::Sha224 => sha2::Sha224::digest(bytes).to_vec(),
            Self::Sha256 => sha2::Sha256::digest(bytes).to_vec(),
            Self::Sha384 => sha2::Sha384::digest(bytes).to_vec(),
            Self::Sha512 => sha2::Sha512::digest(bytes).to_vec(),
        }
    }
}

/// A hash object: keeps what it was given, and digests it when asked.
struct Hasher {
    algorithm: Algorithm,
    bytes: RefCell<Vec<u8>>,
}

fn begin(algorithm: Algorithm, initial: Option<&Value>) -> Result<Value, Raised> {
    let hasher = Hasher { algorithm, bytes: RefCell::default() };
    if let Some(initial) = initial {
        hasher.update(initial)?;
    }
    Ok(Value::object(hasher))
}

impl Hasher {
    fn update(&self, value: &Value) -> Result<(), Raised> {
        match bytes_of(value) {
            Some(bytes) => self.bytes.borrow_mut().extend(bytes),
            None if inner_str(value).is_some() => {
                return Err(Raised::type_error("Strings must be encoded before hashing".into()));
            }
            None => {
                return Err(Raised::type_error("object supporting the buffer API required".into()));
            }
        }
        Ok(())
    }

    fn digest(&self) -> Vec<u8> {
        self.algorithm.digest(&self.bytes.borrow())
    }
}

impl Object for Hasher {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("_hashlib.HASH")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(format!("<{} _hashlib.HASH object @ 0x{:012x}>", self.algorithm.name(), value::object::address(self)))
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "name" => Some(Value::str(self.algorithm.name())),
            "block_size" => Some(Value::Int(match self.algorithm {
                Algorithm::Sha384 | Algorithm::Sha512 => 128,
                _ => 64,
            })),
            "digest_size" => Some(Value::from(self.digest().len())),
            "update" | "digest" | "hexdigest" | "copy" => Some(object_method(this, name)),
            _ => None,
        })
    }
    fn call_method(&self, _this: &Value, name: &str, args: &Args, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(Some(match (name, args.positional.as_slice()) {
            ("update", [bytes]) => {
                self.update(bytes)?;
                Value::None
            }
            ("digest", []) => Value::Bytes(self.digest().into()),
            ("hexdigest", []) => Value::string(self.digest().iter().map(|byte| format!("{byte:02x}")).collect()),
            ("copy", []) => {
                Value::object(Self { algorithm: self.algorithm, bytes: RefCell::new(self.bytes.borrow().clone()) })
            }
            _ => return Ok(None),
        }))
    }
}
