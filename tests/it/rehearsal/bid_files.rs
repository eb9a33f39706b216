//! Bid files of our own: nobody placed these bids.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::draw::Draw;

/// The heading of the files that people made.
pub(crate) const HEADING: &str =
    "auctionid,bid,bidtime,bidder,bidderrate,openbid,price,item,auction_type";

/// A file in which every edge of the form and of the sale is touched: a mark before the first
/// letter, CRLF, quoted fields, numbers with an exponent, lines out of time, equal times, bids at
/// the opening, at the close and behind it, nobody's and nothing's bid, no end of the last line.
pub(crate) fn small(dir: &Path) -> PathBuf {
    let lines = [
        HEADING,
        "A-1,10,0,ann,1,10,20,\"Vase, blue, \"\"old\"\"\",3 day auction",
        "A-1,11,1e-1,ann,1,10,20,Vase,3 day auction",
        "A-1,12,0.5,bob,2,10,20,Vase,3 day auction",
        "A-1,12,5E-1,cat,3,10,20,Vase,3 day auction",
        "A-1,11.5,0.25,\"dan, jr.\",4,10,20,Vase,3 day auction",
        "A-1,20,3,cat,3,10,20,Vase,3 day auction",
        "A-1,99,3.00001,bob,2,10,20,Vase,3 day auction",
        "A-1,0,1,bob,2,10,20,Vase,3 day auction",
        "B,49.99,1,eve,5,50,49.99,鱼塘,7 day auction",
        "B,49,6.9,fay,6,50,49.99,鱼塘,7 day auction",
        "\"C 3\",0.01,2,ann,,0.01,0.01,,5 day auction",
        "D,5.50,7,gil,7,1,5.5,Lamp,7 day auction",
        "D,5.5,7,hal,8,1,5.5,Lamp,7 day auction",
    ];
    let path = dir.join("small.csv");
    std::fs::write(&path, format!("\u{feff}{}", lines.join("\r\n"))).unwrap();
    path
}

/// A file of so many auctions with many bids each, drawn from a seed.
pub(crate) fn invented(dir: &Path, auctions: u64) -> PathBuf {
    let mut draw = Draw(auctions);
    let mut text = format!("{HEADING}\n");
    for auction in 1..=auctions {
        let mut price = 100 + draw.below(5_000);
        let opening = price;
        for _ in 0..=draw.below(24) {
            price += draw.below(400);
            let bid = price - draw.below(300).min(price - 1);
            let (yuan, fen, time) = (bid / 100, bid % 100, draw.below(3_100_000));
            let (days, part) = (time / 1_000_000, time % 1_000_000);
            let bidder = draw.below(40);
            let (opening, rest) = (opening / 100, opening % 100);
            writeln!(
                text,
                "{auction},{yuan}.{fen:02},{days}.{part:06},b{bidder},0,{opening}.{rest:02},1,x,\
                 3 day auction"
            )
            .unwrap();
        }
    }
    let path = dir.join(format!("invented-{auctions}.csv"));
    std::fs::write(&path, text).unwrap();
    path
}
