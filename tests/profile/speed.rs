//! Reading is safe to call from many threads; each schema is compiled once.

use passavant::message::{read, sample, write};
use passavant::profile::Code;

#[test]
fn many_threads_read_at_once() {
    let documents: Vec<Vec<u8>> = Code::ALL.map(|code| write(&sample(code, 9))).into();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for bytes in &documents {
                    assert!(read(bytes).is_ok());
                }
            });
        }
    });
}
