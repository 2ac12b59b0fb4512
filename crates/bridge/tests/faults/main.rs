//! Whole bridges under fault: real pages' frames, real TCP servers, on this machine only.

mod access;
mod command;
mod demo_server;
mod frames;
mod lines;
mod many;
mod pages;
mod pressure;
mod reconnect;
mod support;
