//! Pieces that several panels use.

pub mod chart;
pub mod dialog;
pub mod icons;
pub mod popup;
pub mod tabs;
pub mod virtual_rows;
