//! A floor in a script's time: rehearsals, sales on paper, the past of a demonstration.
//!
//! The queue, the sequencer and the journal are the real ones; only the clock is the script's. It
//! moves from one due moment to the next, and nobody waits for the disk but at the end.

use std::sync::Arc;

use exchange::{Actor, Command, EpochClock, World};
use journal::{Journal, TailCut};
use lexicon::{Moment, RequestId, Span};
use tokio::sync::oneshot;

use crate::again::Again;
use crate::running::Control;
use crate::shell::Shell;
use crate::{
    Answer, Batch, Bell, Board, Fatal, Inbox, ManualClock, Past, Sequencer, Submission, Unanswered,
};

/// How long the script sleeps at most while the disk is busy; its end rings the bell.
const DISK_SLEEP: Span = Span::from_ms(50);

/// A floor in a script's time.
pub struct Script {
    shell: Shell,
    clock: Arc<ManualClock>,
}

impl Script {
    /// Takes over from what the journal told, with a script's own entropy.
    pub fn new(
        mut past: Past,
        journal: Box<dyn Journal>,
        bell: Arc<Bell>,
        tail_cut: Option<TailCut>,
        entropy: [u8; 32],
    ) -> Self {
        let clock = Arc::new(ManualClock::new(past.moment));
        bell.attend();
        let board = Arc::new(Board::default());
        past.publish(&board);
        let shell = Shell {
            sequencer: Sequencer::new(past, EpochClock::Virtual, entropy, tail_cut),
            journal,
            inbox: Arc::default(),
            bell,
            clock: Arc::clone(&clock) as Arc<dyn crate::Clock>,
            board,
            control: Arc::new(Control::default()),
            filling: Batch::default(),
            in_flight: None,
            again: Again::default(),
            begun_at: Span::ZERO,
        };
        Self { shell, clock }
    }

    /// Puts a command into the queue, as arriving at this moment; it is ruled on by the next
    /// [`Script::advance`].
    ///
    /// # Errors
    /// When the queue is full or the command too large.
    pub fn push(
        &self,
        at: Moment,
        actor: Actor,
        request_id: RequestId,
        command: Command,
    ) -> Result<oneshot::Receiver<Result<Answer, Unanswered>>, Unanswered> {
        let (reply, answer) = oneshot::channel();
        let reply = Some(reply);
        self.inbox().push(Submission { actor, request_id, command, arrived_at: at, reply })?;
        Ok(answer)
    }

    /// Does everything that is due before this moment, each at its own, then rules on what waits
    /// and on what is due at this moment.
    ///
    /// # Errors
    /// When the journal fails.
    pub fn advance(&mut self, to: Moment) -> Result<(), Fatal> {
        if self.inbox().is_empty() {
            self.advance_before(to)?;
        }
        self.step_until_idle(to)
    }

    /// Does everything that is due before this moment, each at its own.
    ///
    /// # Errors
    /// When the journal fails.
    pub fn advance_before(&mut self, to: Moment) -> Result<(), Fatal> {
        while let Some(due_at) = self.shell.sequencer.wakes_at().filter(|at| *at < to) {
            self.step_until_idle(due_at)?;
        }
        Ok(())
    }

    /// Waits until everything decided is durable and answered, and gives the journal back.
    ///
    /// # Errors
    /// When the journal fails.
    pub fn finish(mut self) -> Result<Box<dyn Journal>, Fatal> {
        self.settle()?;
        Ok(self.shell.journal)
    }

    /// Waits until everything decided is durable and answered.
    ///
    /// # Errors
    /// When the journal fails.
    pub fn settle(&mut self) -> Result<(), Fatal> {
        loop {
            self.shell.forward()?;
            if self.shell.is_settled() {
                return Ok(());
            }
            if !self.shell.is_ready_to_begin() && self.shell.again.is_empty() {
                self.shell.bell.sleep(DISK_SLEEP.to_std());
            }
        }
    }

    /// The state, which may be ahead of the disk until [`Script::settle`].
    pub fn world(&self) -> &World {
        self.shell.sequencer.world()
    }

    /// The moment of the last entry or step.
    pub fn moment(&self) -> Moment {
        self.shell.sequencer.moment()
    }

    /// The last entry.
    pub fn sequence(&self) -> lexicon::Sequence {
        self.shell.sequencer.sequence()
    }

    /// When something is due next.
    pub fn next_due(&self) -> Option<Moment> {
        self.shell.sequencer.wakes_at()
    }

    fn inbox(&self) -> &Inbox {
        &self.shell.inbox
    }

    fn step_until_idle(&mut self, at: Moment) -> Result<(), Fatal> {
        self.clock.set(at);
        loop {
            self.shell.forward()?;
            while !self.shell.may_fill() {
                self.shell.bell.sleep(DISK_SLEEP.to_std());
                self.shell.forward()?;
            }
            // A script that asks for everything again is not kept to a few at a time.
            while !self.shell.again.is_empty() {
                self.shell.forward()?;
            }
            let is_idle = self.shell.step(at);
            if is_idle && self.inbox().is_empty() {
                return Ok(());
            }
        }
    }
}
