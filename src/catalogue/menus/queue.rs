//! `queue`: who gets how much of a line.

use crate::catalogue::menu::{Area, Field, Menu, Risk};
use crate::domain::field::FieldType::{BitRate, Bytes, Integer, Text};

const AREA: Area = Area::Queue;

const RESETS: &[&str] = &["reset-counters", "reset-counters-all"];

// Values of both directions are pairs, upload before download: `10000000/50000000`.
const SIMPLE: &[Field] = &[
    Field::text("name"),
    // Addresses and interfaces.
    Field::list("target", &Text).required(),
    Field::text("dst"),
    Field::disabled(),
    Field::mark("invalid"),
    Field::mark("dynamic"),
    Field::text("max-limit").default_value("0/0"),
    Field::text("limit-at").default_value("0/0"),
    Field::text("priority").default_value("8/8"),
    Field::text("burst-limit").default_value("0/0"),
    Field::text("burst-threshold").default_value("0/0"),
    Field::text("burst-time").default_value("0s/0s"),
    Field::text("bucket-size").default_value("0.1/0.1"),
    Field::text("queue").default_value("default-small/default-small"),
    Field::reference("parent", "queue/simple").or(&["none"]).default_value("none"),
    Field::list("packet-marks", &Text),
    Field::text("time"),
    Field::new("total-max-limit", BitRate),
    Field::new("total-limit-at", BitRate),
    Field::integer("total-priority"),
    Field::new("total-burst-limit", BitRate),
    Field::new("total-burst-threshold", BitRate),
    Field::duration("total-burst-time"),
    Field::text("total-bucket-size"),
    Field::reference("total-queue", "queue/type"),
    Field::state("rate", Text),
    Field::state("packet-rate", Text),
    Field::state("bytes", Text),
    Field::state("packets", Text),
    Field::state("dropped", Text),
    Field::state("queued-bytes", Text),
    Field::state("queued-packets", Text),
    Field::state("pcq-queues", Text),
    Field::state("total-rate", BitRate),
    Field::state("total-packet-rate", Integer),
    Field::state("total-bytes", Bytes),
    Field::counter("total-packets"),
    Field::counter("total-dropped"),
    Field::state("total-queued-bytes", Bytes),
    Field::state("total-queued-packets", Integer),
    Field::state("total-pcq-queues", Integer),
    Field::comment(),
];

const TREE: &[Field] = &[
    Field::text("name"),
    // An interface, another queue, or everything.
    Field::text("parent").or(&["global"]).required(),
    Field::list("packet-mark", &Text),
    Field::disabled(),
    Field::mark("invalid"),
    Field::new("max-limit", BitRate).default_value("0"),
    Field::new("limit-at", BitRate).default_value("0"),
    Field::integer("priority").default_value("8"),
    Field::new("burst-limit", BitRate).default_value("0"),
    Field::new("burst-threshold", BitRate).default_value("0"),
    Field::duration("burst-time").default_value("0s"),
    Field::text("bucket-size").default_value("0.1"),
    Field::reference("queue", "queue/type").default_value("default-small"),
    Field::state("rate", BitRate),
    Field::state("packet-rate", Integer),
    Field::state("bytes", Bytes),
    Field::counter("packets"),
    Field::counter("dropped"),
    Field::state("queued-bytes", Bytes),
    Field::state("queued-packets", Integer),
    Field::state("pcq-queues", Integer),
    Field::comment(),
];

const TYPE: &[Field] = &[
    Field::text("name").required(),
    Field::one_of(
        "kind",
        &["bfifo", "cake", "codel", "fq-codel", "mq-pfifo", "none", "pcq", "pfifo", "red", "sfq"],
    )
    .required(),
    Field::mark("default"),
    Field::integer("pfifo-limit"),
    Field::integer("bfifo-limit"),
    Field::integer("mq-pfifo-limit"),
    Field::new("pcq-rate", BitRate),
    Field::text("pcq-limit"),
    Field::list("pcq-classifier", &Text),
    Field::text("pcq-total-limit"),
    Field::new("pcq-burst-rate", BitRate),
    Field::new("pcq-burst-threshold", BitRate),
    Field::duration("pcq-burst-time"),
    Field::integer("pcq-src-address-mask"),
    Field::integer("pcq-dst-address-mask"),
    Field::integer("pcq-src-address6-mask"),
    Field::integer("pcq-dst-address6-mask"),
    Field::integer("red-limit"),
    Field::integer("red-min-threshold"),
    Field::integer("red-max-threshold"),
    Field::integer("red-burst"),
    Field::integer("red-avg-packet"),
    Field::integer("sfq-perturb"),
    Field::integer("sfq-allot"),
    Field::integer("codel-limit"),
    Field::duration("codel-target"),
    Field::duration("codel-interval"),
    Field::flag("codel-ecn"),
    Field::duration("codel-ce-threshold"),
    Field::integer("fq-codel-limit"),
    Field::integer("fq-codel-flows"),
    Field::integer("fq-codel-quantum"),
    Field::duration("fq-codel-target"),
    Field::duration("fq-codel-interval"),
    Field::flag("fq-codel-ecn"),
    Field::text("fq-codel-memlimit"),
    Field::duration("fq-codel-ce-threshold"),
    Field::new("cake-bandwidth", BitRate),
    Field::text("cake-diffserv"),
    Field::text("cake-flowmode"),
    Field::text("cake-ack-filter"),
    Field::text("cake-atm"),
    Field::flag("cake-autorate-ingress"),
    Field::flag("cake-nat"),
    Field::flag("cake-wash"),
    Field::integer("cake-mpu"),
    Field::integer("cake-overhead"),
    Field::text("cake-overhead-scheme"),
    Field::duration("cake-rtt"),
    Field::text("cake-rtt-scheme"),
    Field::text("cake-memlimit"),
];

/// The menus of this area.
pub(super) const MENUS: &[Menu] = &[
    Menu::ordered("queue/simple", "Limits for addresses and interfaces", AREA, SIMPLE)
        .identity(&["name"])
        .risk(Risk::High)
        .management()
        .commands(RESETS),
    Menu::list("queue/tree", "Limits for marked packets", AREA, TREE)
        .identity(&["name"])
        .risk(Risk::High)
        .management()
        .commands(RESETS),
    Menu::list("queue/type", "How queues treat packets", AREA, TYPE).identity(&["name"]),
];
