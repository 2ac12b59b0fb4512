//! The page: draws what the worker computes from the document, and changes the document.
