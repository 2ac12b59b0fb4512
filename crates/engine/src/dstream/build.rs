//! `Build`: turns a plan into a graph of streams, node by node.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use plan::{Arg, Duration, Node, NodeId, Time};
use value::CallCx;

use super::graph::DStreamGraph;
use super::input::Received;
use super::transformed::{Link, LinkFunction, Passed, TransformedDStream};
use super::{DStream, StreamId};
use crate::failure::Failure;
use crate::observer::Role;
use crate::rdd::Rdd;
use crate::spark_context::SparkContext;

/// What a node has become.
#[derive(Clone)]
pub(crate) enum Built {
    Stream(StreamId),
    /// A chain of functions that becomes a stream only when something needs it to be one.
    Chain(Rc<Chain>),
}

pub(crate) struct Chain {
    parent: StreamId,
    slide: Duration,
    links: Vec<Link>,
    stream: Cell<Option<StreamId>>,
}

pub(crate) struct Build {
    pub(crate) graph: DStreamGraph,
    /// Where lines for each socket go.
    pub(crate) received: BTreeMap<NodeId, Rc<Received>>,
    built: BTreeMap<NodeId, Built>,
}

impl Build {
    pub(crate) fn new(graph: DStreamGraph) -> Self {
        Self { graph, received: BTreeMap::new(), built: BTreeMap::new() }
    }

    pub(crate) fn sc(&self) -> SparkContext {
        self.graph.sc.clone()
    }

    /// Takes down what a node has become, and what the program said about it.
    pub(crate) fn finish(&mut self, node: &Node, built: Built) {
        let mut built = match built {
            Built::Stream(id) => {
                self.graph.show_as(id, node.id, Role::Result);
                Built::Stream(id)
            }
            Built::Chain(chain) => Built::Chain(Rc::new(chain.shown_as(node.id))),
        };
        for mark in &node.marks {
            let id = self.stream(&built);
            match mark.interval {
                Some(interval) => self.graph.checkpoint(id, interval),
                None => self.graph.persist(id),
            }
            // A stream that is kept is not folded into the ones built on it.
            built = Built::Stream(id);
        }
        self.built.insert(node.id, built);
    }

    /// What an input of a node has become.
    pub(crate) fn of(&self, id: NodeId) -> Built {
        self.built.get(&id).cloned().unwrap_or(Built::Stream(StreamId(u32::MAX)))
    }

    /// What the stream that the method was called on has become.
    pub(crate) fn input(&self, node: &Node) -> Built {
        node.inputs.first().map_or(Built::Stream(StreamId(u32::MAX)), |&input| self.of(input))
    }

    /// What another stream among the arguments has become.
    pub(crate) fn argument(&self, arg: &Arg) -> Built {
        match arg {
            Arg::Stream(id) => self.of(*id),
            _ => Built::Stream(StreamId(u32::MAX)),
        }
    }

    /// Streams of nodes that have become one so far.
    pub(crate) fn streams(&self) -> BTreeMap<NodeId, StreamId> {
        let known = |built: &Built| match built {
            Built::Stream(id) => Some(*id),
            Built::Chain(chain) => chain.stream.get(),
        };
        self.built.iter().filter_map(|(&node, built)| Some((node, known(built)?))).collect()
    }

    pub(crate) fn stream(&mut self, built: &Built) -> StreamId {
        match built {
            Built::Stream(id) => *id,
            Built::Chain(chain) => match chain.stream.get() {
                Some(id) => id,
                None => {
                    let node = chain.links.last().and_then(|link| link.node);
                    let id = self.graph.add(chain.to_stream(), node);
                    chain.stream.set(Some(id));
                    id
                }
            },
        }
    }

    pub(crate) fn slide(&self, built: &Built) -> Duration {
        match built {
            Built::Stream(id) => self.graph.slide_of(*id),
            Built::Chain(chain) => chain.slide,
        }
    }

    pub(crate) fn add(&mut self, stream: impl DStream + 'static) -> Built {
        Built::Stream(self.graph.add(stream, None))
    }

    /// A method of RDDs applied to each RDD; `name` is the method that PySpark calls.
    pub(crate) fn method(
        &mut self,
        from: &Built,
        name: &'static str,
        apply: impl Fn(Rdd, &mut CallCx) -> Result<Rdd, Failure> + 'static,
    ) -> Built {
        let apply = Rc::new(move |rdd: Rdd, _: Time, cx: &mut CallCx| Ok(Passed::Rdd(apply(rdd, cx)?)));
        self.transformed(from, LinkFunction::Method { name, apply })
    }

    /// A function of each RDD, folded into the chain that it continues.
    pub(crate) fn transformed(&mut self, from: &Built, function: LinkFunction) -> Built {
        let (parent, slide, mut links) = match from {
            Built::Chain(chain) => (chain.parent, chain.slide, chain.links.clone()),
            Built::Stream(id) => (*id, self.graph.slide_of(*id), Vec::new()),
        };
        links.push(Link { node: None, function });
        Built::Chain(Rc::new(Chain { parent, slide, links, stream: Cell::new(None) }))
    }
}

impl Chain {
    fn shown_as(&self, node: NodeId) -> Self {
        let mut links = self.links.clone();
        if let Some(last) = links.last_mut() {
            last.node = Some(node);
        }
        Self { parent: self.parent, slide: self.slide, links, stream: Cell::new(None) }
    }

    fn to_stream(&self) -> TransformedDStream {
        TransformedDStream { parent: self.parent, slide: self.slide, chain: self.links.clone() }
    }
}
