//! A read that many ask for at the same moment.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared, WeakShared};
use parking_lot::Mutex;

use super::conn::Conn;
use super::pool::Store;
use crate::error::Result;

type Reading<T> = BoxFuture<'static, Result<Arc<T>>>;

/// A read that is shared by all who ask for it before it begins: each is told what was stored when it asked, or later.
pub struct Together<T> {
    work: fn(&mut dyn Conn) -> Result<T>,
    /// The read that has not begun.
    next: Arc<Mutex<Option<WeakShared<Reading<T>>>>>,
}

impl<T: Send + Sync + 'static> Together<T> {
    /// What `work` reads.
    pub fn new(work: fn(&mut dyn Conn) -> Result<T>) -> Self {
        Self { work, next: Arc::default() }
    }

    /// What is read in one transaction of `store`, as by [`Store::read`].
    pub async fn read(&self, store: &Store) -> Result<Arc<T>> {
        let reading = self.joined(store);
        // Whoever else is about to ask does so first.
        tokio::task::yield_now().await;
        reading.await
    }

    /// The read that has not begun; it goes on for as long as somebody waits for it.
    fn joined(&self, store: &Store) -> Shared<Reading<T>> {
        let mut next = self.next.lock();
        if let Some(reading) = next.as_ref().and_then(WeakShared::upgrade) {
            return reading;
        }
        let (store, work, begun) = (store.clone(), self.work, self.next.clone());
        let begins = move || drop(begun.lock().take());
        let reading = async move { store.read_from(begins, work).await.map(Arc::new) }.boxed().shared();
        *next = reading.downgrade();
        reading
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Error, ErrorKind};
    use crate::store::StoreOptions;

    fn count(conn: &mut dyn Conn) -> Result<i64> {
        let rows = conn.query("SELECT count(*) AS n FROM t", &[])?;
        rows.first().map_or(Ok(0), |row| row.get("n"))
    }

    async fn add(store: &Store) {
        store.write(|conn| conn.script("INSERT INTO t VALUES (1)")).await.expect("added");
    }

    #[tokio::test]
    async fn who_asks_before_it_begins_shares_it_and_who_asks_later_sees_later() {
        let store = Store::open(&StoreOptions::memory()).expect("open");
        store.write(|conn| conn.script("CREATE TABLE t (x BIGINT)")).await.expect("a table");
        let together = Together::new(count);
        let (one, other) = tokio::join!(together.read(&store), together.read(&store));
        let (one, other) = (one.expect("a read"), other.expect("a read"));
        assert!(Arc::ptr_eq(&one, &other));
        add(&store).await;
        assert_eq!((*one, *together.read(&store).await.expect("a read")), (0, 1));

        let (given_up, kept) = (together.joined(&store), together.joined(&store));
        assert!(given_up.ptr_eq(&kept));
        let _begun = given_up.clone().now_or_never();
        drop((given_up, kept));
        add(&store).await;
        assert_eq!(*together.read(&store).await.expect("a read"), 2, "one that was given up is begun anew");

        let begun = together.joined(&store);
        begun.clone().await.expect("a read");
        assert!(!begun.ptr_eq(&together.joined(&store)), "what has begun is joined no more");
    }

    #[tokio::test]
    async fn all_who_share_it_are_told_that_it_failed() {
        let store = Store::open(&StoreOptions::memory()).expect("open");
        let together = Together::<()>::new(|_| Err(Error::not_found("gone")));
        let both = tokio::join!(together.read(&store), together.read(&store));
        for failed in <[_; 2]>::from(both) {
            assert_eq!(failed.expect_err("failed").kind(), ErrorKind::NotFound);
        }
    }
}
