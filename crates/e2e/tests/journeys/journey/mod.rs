//! One file for each thing that readers do, and one that shows that the harness finds what is wrong.

mod accessibility;
mod bridge;
mod chain;
mod doctor;
mod editor;
mod endless;
mod files;
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
