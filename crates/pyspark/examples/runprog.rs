use engine::listener::StreamingListener;
use pyspark::world::World;
use pyspark::{Application, Ending, Phase, Settings};
use python::Program;
struct No;
impl StreamingListener for No {}
fn main() {
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path).unwrap();
        let program = match Program::compile(&text) {
            Ok(program) => program,
            Err(found) => {
                println!("{path}: {found:?}");
                continue;
            }
        };
        let settings = Settings { start: plan::Time(1_700_000_000_000), ..Settings::default() };
        let world = World::new(1_700_000_000_000_000, Default::default());
        let mut application = Application::launch(&program, settings, world);
        print!("{}", application.take_driver_text());
        eprint!("{}", application.take_stderr());
        let mut n = 0;
        while n < 3000 && !matches!(application.phase(), Phase::Ended(_)) {
            if application.next_batch().is_none() {
                println!("STUCK");
                break;
            }
            if !application.wake() {
                n += 1;
                if let Some(report) = application.run_batch(Vec::new(), &mut No) {
                    for output in &report.result.outputs {
                        print!("{}", output.text);
                    }
                    print!("{}", report.driver_text);
                }
            }
            print!("{}", application.take_driver_text());
            eprint!("{}", application.take_stderr());
        }
        if n >= 3000 {
            println!("TOO MANY BATCHES");
        }
        if let (Phase::Ended(Ending::Raised(raised)), cx) = application.phase_and_cx() {
            eprint!("{}", python::format_traceback(raised, &program, cx));
        }
        if let Phase::Ended(Ending::Exit { code, message }) = application.phase() {
            eprintln!("exit {code} {message:?}");
        }
    }
}
