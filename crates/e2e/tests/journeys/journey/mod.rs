//! One file for each thing that readers do, and one that shows that the harness finds what is wrong.

mod accessibility;
mod bridge;
mod chain;
mod comfort;
mod doctor;
mod editor;
mod endless;
mod exercise;
mod files;
mod focus;
mod harness;
mod help;
mod history;
mod keyboard;
mod lineage;
mod links;
mod loading;
mod machine;
mod matrix;
mod mistakes;
mod opening;
mod panels;
mod running;
mod shuffle;
mod sources;
mod steps;
