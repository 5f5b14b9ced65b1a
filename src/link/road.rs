//! What all connections and the control of a link share: faults that wait, faults that act, the log.

use super::control::{FrameFacts, LinkState, LinkWhat};
use super::log::Log;
use super::order::{Direction, Effect, FaultOrder, Moment, Point};
use super::proxy::LinkOptions;
use super::weather::{Acting, Ending, Weather};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::watch;

/// Identity of the cut by order.
const CUT: &str = "cut";

/// A fault that has found its frame, before it begins.
#[derive(Debug)]
pub(super) struct Bite {
    pub(super) order: FaultOrder,
    /// Orders to heal that had come by then.
    heals: u64,
}

/// Why a fault was not ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Its identity is known already.
    Double,
    /// It makes no sense.
    Senseless(String),
}

#[derive(Debug, Default)]
struct Faults {
    armed: Vec<FaultOrder>,
    /// How often faults that are over touched anything, by identity.
    over: BTreeMap<String, u64>,
    heals: u64,
    serial: u64,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Road {
    pub(super) options: LinkOptions,
    pub(super) log: Log,
    weather: watch::Sender<Weather>,
    faults: Mutex<Faults>,
    /// Moments that faults wait for, to be asked without the lock for every frame.
    awaited: AtomicUsize,
    connections: AtomicU32,
    own: Weak<Self>,
}

impl Road {
    pub(super) fn new(options: LinkOptions) -> Arc<Self> {
        Arc::new_cyclic(|own| Self {
            options,
            log: Log::new(),
            weather: watch::Sender::new(Weather::default()),
            faults: Mutex::default(),
            awaited: AtomicUsize::new(0),
            connections: AtomicU32::new(0),
            own: own.clone(),
        })
    }

    /// No user code runs under the lock, so a poisoned one is still whole.
    fn faults(&self) -> MutexGuard<'_, Faults> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn watch(&self) -> watch::Receiver<Weather> {
        self.weather.subscribe()
    }

    /// Longest frame that is read, in bytes.
    pub(super) fn frame_limit(&self) -> usize {
        self.options.frame_limit
    }

    pub(super) fn state(&self) -> LinkState {
        let (armed, over) = {
            let faults = self.faults();
            (faults.armed.iter().map(|it| it.id.clone()).collect(), faults.over.clone())
        };
        let weather = self.weather.borrow();
        LinkState {
            country: self.options.country.to_string(),
            connections: self.connections.load(Ordering::SeqCst),
            cut: weather.is_cut(),
            armed,
            acting: weather.acting.iter().map(|acting| acting.order.id.clone()).collect(),
            over,
            last_event: self.log.newest(),
        }
    }

    pub(super) fn opened(&self) {
        self.connections.fetch_add(1, Ordering::SeqCst);
        self.log.tell(LinkWhat::Connected);
    }

    pub(super) fn closed(&self, by: &str) {
        self.connections.fetch_sub(1, Ordering::SeqCst);
        self.log.tell(LinkWhat::Disconnected { by: by.to_owned() });
    }

    /// A fault has touched something; the first time is told.
    pub(super) fn touch(&self, acting: &Acting) {
        if acting.count() {
            let order = &acting.order;
            self.log.tell(LinkWhat::Bit {
                fault: order.id.clone(),
                effect: order.effect.as_str().to_owned(),
                direction: order.direction.as_str().to_owned(),
                point: acting.frame.as_ref().map(|(point, _)| *point),
                frame: acting.frame.as_ref().map(|(_, frame)| frame.clone()),
            });
        }
    }

    /// Begins a fault, or arms it; gives the number of the event that says that it was ordered.
    pub(super) fn order(&self, order: FaultOrder) -> Result<u64, Refusal> {
        if let Some(complaint) = order.complaint() {
            return Err(Refusal::Senseless(complaint));
        }
        let mut faults = self.faults();
        let acts = self.weather.borrow().acting.iter().any(|it| it.order.id == order.id);
        if acts || faults.armed.iter().any(|fault| fault.id == order.id) {
            return Err(Refusal::Double);
        }
        faults.over.remove(&order.id);
        let number = self.log.tell(LinkWhat::Armed { fault: order.id.clone() });
        if order.begin.is_some() {
            faults.armed.push(order);
        } else {
            self.begin(&mut faults, order, None);
        }
        self.count(&faults);
        Ok(number)
    }

    /// Cuts by order: every connection ends, and no new one comes through until healed.
    pub(super) fn cut(&self) {
        let mut faults = self.faults();
        self.log.tell(LinkWhat::Cut);
        if !self.weather.borrow().acting.iter().any(|it| it.order.id == CUT) {
            self.begin(&mut faults, FaultOrder::new(CUT, Effect::Cut), None);
        }
    }

    /// Takes the first armed fault that waits for this frame, and ends those that last until it.
    pub(super) fn at(&self, point: Option<Point>, frame: &FrameFacts) -> Option<Bite> {
        let point = point?;
        if self.awaited.load(Ordering::SeqCst) == 0 {
            return None;
        }
        let here = |moment: &Option<Moment>| {
            moment.as_ref().is_some_and(|it| it.point == point && it.select.matches(frame))
        };
        let mut faults = self.faults();
        self.end_those(&mut faults, |acting| here(&acting.order.end));
        let at = faults.armed.iter().position(|fault| here(&fault.begin));
        let bite = at.map(|at| Bite { order: faults.armed.remove(at), heals: faults.heals });
        self.count(&faults);
        bite
    }

    /// Begins a fault at its frame, unless the road was healed since it was taken. True when no byte of
    /// this connection may pass any more.
    pub(super) fn bite(&self, bite: Bite, point: Point, frame: FrameFacts) -> bool {
        let mut faults = self.faults();
        if faults.heals != bite.heals {
            return false;
        }
        let ends = matches!(bite.order.effect, Effect::Cut | Effect::Reset);
        self.begin(&mut faults, bite.order, Some((point, frame)));
        self.count(&faults);
        ends
    }

    /// Ends one fault, armed or acting; false when there is none of this identity.
    pub(super) fn end(&self, id: &str) -> bool {
        let mut faults = self.faults();
        let armed = faults.armed.len();
        self.drop_armed(&mut faults, |order| order.id == id);
        let ended = self.end_those(&mut faults, |acting| acting.order.id == id);
        let found = ended || faults.armed.len() < armed;
        self.count(&faults);
        found
    }

    /// Ends everything that is armed or acting.
    pub(super) fn heal(&self) {
        let mut faults = self.faults();
        faults.heals += 1;
        self.drop_armed(&mut faults, |_| true);
        self.end_those(&mut faults, |_| true);
        self.count(&faults);
        self.log.tell(LinkWhat::Healed);
    }

    fn drop_armed(&self, faults: &mut Faults, which: impl Fn(&FaultOrder) -> bool) {
        let (over, on) = std::mem::take(&mut faults.armed).into_iter().partition(which);
        faults.armed = on;
        let over: Vec<FaultOrder> = over;
        for order in &over {
            self.tell_end(faults, order, 0);
        }
    }

    fn tell_end(&self, faults: &mut Faults, order: &FaultOrder, times: u64) {
        faults.over.insert(order.id.clone(), times);
        let (fault, effect) = (order.id.clone(), order.effect.as_str().to_owned());
        self.log.tell(LinkWhat::Ended { fault, effect, times });
    }

    fn begin(&self, faults: &mut Faults, order: FaultOrder, frame: Option<(Point, FrameFacts)>) {
        faults.serial += 1;
        let serial = faults.serial;
        let (effect, told, length) = (order.effect, order.direction, order.for_ms);
        let acting = Acting::new(order, frame, serial);
        let open = self.connections.load(Ordering::SeqCst);
        if effect == Effect::Reset {
            (0..open).for_each(|_| self.touch(&acting));
            self.tell_end(faults, &acting.order, acting.times());
            let ending = Ending { told: Some(told), reset: true, silent: false };
            self.weather.send_modify(|weather| weather.end_all(ending));
            return;
        }
        if effect == Effect::Cut {
            (0..open).for_each(|_| self.touch(&acting));
        }
        self.weather.send_modify(|weather| {
            weather.acting.push(acting);
            if effect == Effect::Cut {
                let silent = told != Direction::Both;
                weather.end_all(Ending { told: Some(told), reset: false, silent });
            }
        });
        if let Some(ms) = length {
            self.end_after(Duration::from_millis(ms), serial);
        }
    }

    fn end_after(&self, length: Duration, serial: u64) {
        let own = self.own.clone();
        tokio::spawn(async move {
            tokio::time::sleep(length).await;
            if let Some(road) = own.upgrade() {
                let mut faults = road.faults();
                road.end_those(&mut faults, |acting| acting.serial == serial);
                road.count(&faults);
            }
        });
    }

    fn end_those(&self, faults: &mut Faults, which: impl Fn(&Acting) -> bool) -> bool {
        self.weather.send_if_modified(|weather| {
            let (over, on) =
                std::mem::take(&mut weather.acting).into_iter().partition(|it| which(it));
            weather.acting = on;
            let over: Vec<Arc<Acting>> = over;
            for acting in &over {
                self.tell_end(faults, &acting.order, acting.times());
                // What was struck is dead, although neither end knows.
                if acting.order.effect == Effect::HalfOpen {
                    weather.end_all(Ending { told: None, reset: false, silent: true });
                }
            }
            !over.is_empty()
        })
    }

    fn count(&self, faults: &Faults) {
        let weather = self.weather.borrow();
        let ends = weather.acting.iter().filter(|acting| acting.order.end.is_some()).count();
        self.awaited.store(faults.armed.len() + ends, Ordering::SeqCst);
    }
}
