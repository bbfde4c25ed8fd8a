// Threads, channels, locks, panics that are caught and not, files, collections.
use std::collections::{BTreeMap, HashMap};
use std::io::{Read, Seek, SeekFrom, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{mpsc, Arc, Barrier, Condvar, Mutex, RwLock};
use std::time::{Duration, Instant};
use std::{env, fs, panic, thread};

struct Loud(&'static str);
impl Drop for Loud {
    fn drop(&mut self) {
        println!("drop {}", self.0);
    }
}

fn deep(n: u64) -> u64 {
    let pad = [n; 64];
    if n == u64::MAX { 0 } else { deep(n + 1) + unsafe { std::ptr::read_volatile(&pad[(n % 64) as usize]) } }
}

fn main() {
    match env::args().nth(1).as_deref() {
        Some("panic") => {
            let _loud = Loud("main");
            let v: Vec<i32> = Vec::new();
            println!("{}", v[env::args().len()]);
        }
        Some("overflow") => {
            println!("before");
            println!("{}", deep(0));
        }
        _ => {}
    }
    let total = Arc::new(AtomicU64::new(0));
    let map = Arc::new(Mutex::new(HashMap::new()));
    let barrier = Arc::new(Barrier::new(6));
    let handles: Vec<_> = (0..6u64)
        .map(|i| {
            let (total, map, barrier) = (total.clone(), map.clone(), barrier.clone());
            thread::spawn(move || {
                barrier.wait();
                for k in 0..20000 {
                    total.fetch_add(k, Ordering::Relaxed);
                    *map.lock().unwrap().entry(k % 97).or_insert(0u64) += i;
                }
                i * i
            })
        })
        .collect();
    println!("{:?}", handles.into_iter().map(|h| h.join().unwrap()).collect::<Vec<_>>());
    println!("{} {}", total.load(Ordering::SeqCst), map.lock().unwrap().values().sum::<u64>());
    let (tx, rx) = mpsc::sync_channel(3);
    for i in 0..4 {
        let tx = tx.clone();
        thread::spawn(move || (0..500).for_each(|k| tx.send(i * 1000 + k).unwrap()));
    }
    drop(tx);
    println!("{}", rx.iter().sum::<i32>());
    println!("{:?}", mpsc::channel::<i32>().1.recv_timeout(Duration::from_millis(20)));
    panic::set_hook(Box::new(|_| {}));
    let caught = panic::catch_unwind(|| {
        let _loud = Loud("caught");
        let zero = env::args().count() - 1;
        if zero == 0 { panic!("on purpose") }
    });
    println!("{:?}", caught.unwrap_err().downcast_ref::<&str>());
    println!("{}", thread::spawn(|| { let x: Option<u8> = None; x.unwrap() }).join().is_err());
    let pair = Arc::new((Mutex::new(false), Condvar::new()));
    let other = pair.clone();
    thread::spawn(move || { *other.0.lock().unwrap() = true; other.1.notify_one(); });
    let _ready = pair.1.wait_while(pair.0.lock().unwrap(), |r| !*r).unwrap();
    let lock = RwLock::new(5);
    println!("{}", *lock.read().unwrap() + *lock.read().unwrap());
    let before = Instant::now();
    thread::sleep(Duration::from_millis(30));
    println!("{}", before.elapsed() >= Duration::from_millis(30));
    let path = env::temp_dir().join("rust.bin");
    let mut f = fs::File::options().read(true).write(true).create(true).open(&path).unwrap();
    f.write_all(&[7u8; 100000]).unwrap();
    f.seek(SeekFrom::Start(99990)).unwrap();
    let mut rest = Vec::new();
    f.read_to_end(&mut rest).unwrap();
    println!("{} {}", rest.len(), fs::metadata(&path).unwrap().len());
    fs::remove_file(&path).unwrap();
    println!("{:?}", fs::read("/none").map_err(|e| e.kind()));
    let words: BTreeMap<String, usize> = (0..50000).fold(BTreeMap::new(), |mut m, i| {
        *m.entry(format!("{:x}", i * 7919 % 1009)).or_default() += 1;
        m
    });
    println!("{} {:?}", words.len(), words.iter().next());
    println!("{}", thread::available_parallelism().is_ok());
    std::process::exit(5);
}
