//! Flags of every command, as the user types them.

/// Simulation and certification of interconnected customs transit systems.
#[derive(Debug, clap::Parser)]
#[command(name = "passavant", version)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// One command each.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Play the journeys, judge them, write the reports.
    Run(super::run::RunArgs),
    /// Start journeys at a planned rate, time them, hold them against limits.
    Load(super::load::LoadArgs),
    /// Play every seeded flaw and every legal variant: show that the checks can fail.
    SelfTest(super::self_test::SelfTestArgs),
    /// The embedded broker, alone: STOMP, durable queues, audit copies.
    Broker(super::broker::BrokerArgs),
    /// Judge a record again and redraw its pages; refuse a record that was changed.
    Report(super::report::ReportArgs),
    /// List requirements, scenarios or flaws.
    List(super::list::ListArgs),
    /// Explain a requirement, a scenario or a flaw.
    Explain(super::explain::ExplainArgs),
    /// Check Docker, ports, disk, clock, broker login, adapter: one line each, with the remedy.
    Doctor(super::doctor::DoctorArgs),
    /// Write an authority and a certificate, for a node under test that is to speak TLS.
    Certificates(super::encrypted::CertificatesArgs),
    /// Raise one cell and wait.
    Up(super::up::UpArgs),
    /// A country's road to the broker: a proxy that can be cut at exact points.
    Link(super::link::LinkArgs),
    /// A third party between the countries' brokers: it forwards, and nothing else.
    Hub(super::hub::HubArgs),
    /// A reference national system: departure, passage, destination, guarantor.
    Node(super::node::NodeArgs),
}
