//! Files by the digest of their content, in a directory.
//!
//! A file is written and synced before its row, and its row before the command that names it. What
//! no entry of the journal names after a week is swept.

mod media;

pub use exchange::Media;

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::TryStreamExt as _;
use lexicon::{Digest, HashAlg, Moment, PartyId, Span};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Location;
use object_store::{ObjectStore as _, ObjectStoreExt as _, PutPayload};

use crate::column::{from_count, from_id, parsed, text, to_id, to_moment};
use crate::{Database, StoreError, Transaction};
use media::media_of;

/// The most bytes of one file.
pub const FILE_SIZE_MAX: usize = 10 * 1024 * 1024;
/// The most new files of one party within a day.
pub const FILES_PER_DAY_MAX: usize = 200;
/// How many rows a sweep looks at together.
const SWEEP_LENGTH: i64 = 500;

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    COUNT_NEW_FILES,
    KEEP_FILE,
    KEEP_GIVER,
    FIND_FILE,
    FIND_GIVER,
    RENEW_FILE,
    LIST_OLD_FILES,
    DELETE_OLD_FILE,
    DELETE_GIVERS,
];

/// A file that somebody hands in.
#[derive(Debug, Clone)]
pub struct NewFile {
    /// What stands in it.
    pub content: Bytes,
    /// What it is said to be.
    pub declared: Media,
    /// Who hands it in.
    pub kept_by: PartyId,
    /// When.
    pub kept_at: Moment,
}

/// What is known of a file without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct File {
    /// The digest of its content, by which it is named.
    pub digest: Digest,
    /// What it is.
    pub media: Media,
    /// How many bytes it has.
    pub size: u64,
    /// When it was handed in, last.
    pub kept_at: Moment,
    /// Who handed it in, first.
    pub kept_by: PartyId,
}

/// Files by the digest of their content. A clone is the same place.
#[derive(Debug, Clone)]
pub struct Files {
    kept: Database,
    contents: Arc<LocalFileSystem>,
}

impl Files {
    /// The files of a directory, which is made where it is not there, and of a database opened as
    /// [`crate::Shelf::Kept`].
    ///
    /// # Errors
    /// When the directory cannot be made.
    pub fn open(kept: Database, directory: &Path) -> Result<Self, StoreError> {
        make_private(directory).map_err(StoreError::disk("make", directory))?;
        let contents = LocalFileSystem::new_with_prefix(directory)
            .map_err(StoreError::content("open the place of files"))?;
        // Without it a file might be lost in a crash after somebody was told that it is kept.
        Ok(Self { kept, contents: Arc::new(contents.with_fsync(true)) })
    }
}

/// Makes a directory that its owner alone can read, durably within the one above it.
fn make_private(directory: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
    let above = directory.parent().filter(|above| !above.as_os_str().is_empty());
    fs::File::open(above.unwrap_or(Path::new(".")))?.sync_all()
}

const COUNT_NEW_FILES: &str = "
    SELECT CAST(count(*) AS BIGINT) FROM file WHERE kept_by = $1 AND kept_at_us > $2";
const KEEP_FILE: &str = "
    INSERT INTO file (digest, media, size, kept_at_us, kept_by) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (digest) DO UPDATE SET kept_at_us = excluded.kept_at_us
    WHERE file.kept_at_us < excluded.kept_at_us";
const KEEP_GIVER: &str = "
    INSERT INTO file_giver (digest, party_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";

impl Files {
    /// Keeps a file durably, and gives the digest of its content. The same content is kept once.
    ///
    /// # Errors
    /// [`StoreError::TooLarge`] for more than [`FILE_SIZE_MAX`] bytes, [`StoreError::MediaUnknown`]
    /// and [`StoreError::MediaDiffers`] by what the content is, [`StoreError::TooMany`] for more
    /// than [`FILES_PER_DAY_MAX`] of a party.
    pub async fn put(&self, file: NewFile) -> Result<Digest, StoreError> {
        if file.content.len() > FILE_SIZE_MAX {
            return Err(StoreError::TooLarge { what: "file", size_max: FILE_SIZE_MAX });
        }
        let media = media_of(&file.content).ok_or(StoreError::MediaUnknown)?;
        if media != file.declared {
            return Err(StoreError::MediaDiffers { declared: file.declared, found: media });
        }
        self.check_number(file.kept_by, file.kept_at).await?;
        let content = file.content.clone();
        let digest = digest_of(content).await?;
        self.write(digest, &file.content).await?;

        let mut transaction = self.kept.begin().await?;
        let party = from_id(file.kept_by.0)?;
        let kept = on!(Transaction, &mut transaction, |db| {
            sqlx::query(KEEP_FILE)
                .bind(text(digest))
                .bind(media.mime())
                .bind(from_count(file.content.len()))
                .bind(file.kept_at.us())
                .bind(party)
                .execute(&mut **db)
                .await
                .map(drop)
        });
        kept.map_err(StoreError::database("keep file"))?;
        let given = on!(Transaction, &mut transaction, |db| {
            let giver = sqlx::query(KEEP_GIVER).bind(text(digest)).bind(party);
            giver.execute(&mut **db).await.map(drop)
        });
        given.map_err(StoreError::database("keep who gave a file"))?;
        // A sweep may have taken away the same content of long ago; while this transaction lasts
        // it can take nothing more.
        if !self.is_written(digest).await? {
            self.write(digest, &file.content).await?;
        }
        transaction.commit().await?;
        Ok(digest)
    }

    async fn check_number(&self, party: PartyId, now: Moment) -> Result<(), StoreError> {
        let party = from_id(party.0)?;
        let count: i64 = on!(Database, &self.kept, |db| {
            let count = sqlx::query_scalar(COUNT_NEW_FILES).bind(party);
            count.bind((now - Span::DAY).us()).fetch_one(db).await
        })
        .map_err(StoreError::database("count new files"))?;
        if count < from_count(FILES_PER_DAY_MAX) {
            Ok(())
        } else {
            Err(StoreError::TooMany { what: "files a day", count_max: FILES_PER_DAY_MAX })
        }
    }

    async fn write(&self, digest: Digest, content: &Bytes) -> Result<(), StoreError> {
        let location = location(digest);
        let written = self.contents.put(&location, PutPayload::from(content.clone())).await;
        written.map(drop).map_err(StoreError::content("write file"))
    }

    async fn is_written(&self, digest: Digest) -> Result<bool, StoreError> {
        match self.contents.head(&location(digest)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(StoreError::content("find file")(error)),
        }
    }
}

/// Hashes where nobody waits: ten megabytes take longer than a bid.
async fn digest_of(content: Bytes) -> Result<Digest, StoreError> {
    let hashed = tokio::task::spawn_blocking(move || HashAlg::Sha256.digest(&[&content]));
    hashed.await.map_err(|_| StoreError::Stopping)
}

/// Where a content lies: `ab/cdef…`, so that no directory grows too long.
fn location(digest: Digest) -> Location {
    let name = text(digest);
    let (folder, name) = name.split_at(2);
    Location::from_iter([folder, name])
}

/// media, size, kept, by whom.
type FileRow = (String, i64, i64, i64);

const FIND_FILE: &str = "SELECT media, size, kept_at_us, kept_by FROM file WHERE digest = $1";
const FIND_GIVER: &str = "SELECT party_id FROM file_giver WHERE digest = $1 AND party_id = $2";

impl Files {
    /// What is known of a file, if it is kept.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn find(&self, digest: Digest) -> Result<Option<File>, StoreError> {
        let row: Option<FileRow> = on!(Database, &self.kept, |db| {
            sqlx::query_as(FIND_FILE).bind(text(digest)).fetch_optional(db).await
        })
        .map_err(StoreError::database("find file"))?;
        let Some((media, size, kept_at, kept_by)) = row else { return Ok(None) };
        let media =
            Media::from_mime(&media).ok_or(StoreError::Unreadable { what: "media type" })?;
        let (size, kept_at) = (to_id("size of a file", size)?, to_moment(kept_at));
        let kept_by = PartyId(to_id("party of a file", kept_by)?);
        Ok(Some(File { digest, media, size, kept_at, kept_by }))
    }

    /// Whether a party has handed this file in.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn is_given_by(&self, digest: Digest, party: PartyId) -> Result<bool, StoreError> {
        let party = from_id(party.0)?;
        let found: Option<i64> = on!(Database, &self.kept, |db| {
            let giver = sqlx::query_scalar(FIND_GIVER).bind(text(digest)).bind(party);
            giver.fetch_optional(db).await
        })
        .map_err(StoreError::database("find who gave a file"))?;
        Ok(found.is_some())
    }

    /// A file and its content, if it is kept.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] when the content is gone or not the one that was kept.
    pub async fn read(&self, digest: Digest) -> Result<Option<(File, Bytes)>, StoreError> {
        let Some(file) = self.find(digest).await? else { return Ok(None) };
        let damaged = || StoreError::Unreadable { what: "content of a file" };
        let content = match self.contents.get(&location(digest)).await {
            Ok(found) => found.bytes().await.map_err(StoreError::content("read file"))?,
            Err(object_store::Error::NotFound { .. }) => return Err(damaged()),
            Err(error) => return Err(StoreError::content("read file")(error)),
        };
        if digest_of(content.clone()).await? == digest {
            Ok(Some((file, content)))
        } else {
            Err(damaged())
        }
    }
}

const RENEW_FILE: &str = "
    UPDATE file SET kept_at_us = CASE WHEN kept_at_us < $2 THEN $2 ELSE kept_at_us END
    WHERE digest = $1";

impl Files {
    /// Gives a file another week before it is swept, and says whether it is kept. Whoever submits a
    /// command that names a file asks this before: it may have been handed in long ago.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn renew(&self, digest: Digest, at: Moment) -> Result<bool, StoreError> {
        let renewed = on!(Database, &self.kept, |db| {
            let renew = sqlx::query(RENEW_FILE).bind(text(digest)).bind(at.us());
            renew.execute(db).await.map(|done| done.rows_affected())
        });
        Ok(renewed.map_err(StoreError::database("renew file"))? == 1)
    }
}

const LIST_OLD_FILES: &str = "
    SELECT kept_at_us, digest FROM file
    WHERE kept_at_us < $1 AND (kept_at_us, digest) > ($2, $3)
    ORDER BY kept_at_us, digest LIMIT $4";
const DELETE_OLD_FILE: &str = "DELETE FROM file WHERE digest = $1 AND kept_at_us < $2";
const DELETE_GIVERS: &str = "DELETE FROM file_giver WHERE digest = $1";

impl Files {
    /// Removes the files that were handed in before a moment and that no entry of the journal
    /// names, and contents of that age that never got a row. Says how many these were.
    ///
    /// # Errors
    /// When the database or the directory refuses.
    pub async fn sweep<F: Future<Output = Result<bool, StoreError>> + Send>(
        &self,
        is_named: impl Fn(Digest) -> F + Send,
        kept_before: Moment,
    ) -> Result<u64, StoreError> {
        let mut after = (i64::MIN, String::new());
        let mut swept = 0;
        loop {
            let rows: Vec<(i64, String)> = on!(Database, &self.kept, |db| {
                sqlx::query_as(LIST_OLD_FILES)
                    .bind(kept_before.us())
                    .bind(after.0)
                    .bind(&after.1)
                    .bind(SWEEP_LENGTH)
                    .fetch_all(db)
                    .await
            })
            .map_err(StoreError::database("sweep files"))?;
            let Some(last) = rows.last() else { break };
            after = last.clone();
            for (_, digest) in rows {
                let digest = parsed("digest of a file", &digest)?;
                if !is_named(digest).await? && self.remove(digest, kept_before).await? {
                    swept += 1;
                }
            }
        }
        Ok(swept + self.sweep_rowless(kept_before).await?)
    }

    /// Removes a file, unless it was handed in again meanwhile.
    async fn remove(&self, digest: Digest, kept_before: Moment) -> Result<bool, StoreError> {
        let mut transaction = self.kept.begin().await?;
        let deleted = on!(Transaction, &mut transaction, |db| {
            let delete = sqlx::query(DELETE_OLD_FILE).bind(text(digest)).bind(kept_before.us());
            delete.execute(&mut **db).await.map(|done| done.rows_affected())
        });
        if deleted.map_err(StoreError::database("remove file"))? == 0 {
            return Ok(false);
        }
        let forgotten = on!(Transaction, &mut transaction, |db| {
            sqlx::query(DELETE_GIVERS).bind(text(digest)).execute(&mut **db).await.map(drop)
        });
        forgotten.map_err(StoreError::database("remove who gave a file"))?;
        self.remove_content(digest).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Removes contents whose writer died before it wrote their row.
    async fn sweep_rowless(&self, kept_before: Moment) -> Result<u64, StoreError> {
        let mut swept = 0;
        let mut contents = self.contents.list(None);
        let failed = || StoreError::content("list files");
        while let Some(found) = contents.try_next().await.map_err(failed())? {
            let is_old = found.last_modified.timestamp_micros() < kept_before.us();
            let Some(digest) = is_old.then(|| named(&found.location)).flatten() else { continue };
            if self.find(digest).await?.is_some() {
                continue;
            }
            // Asked again while nobody else writes: the same content may have come meanwhile.
            let mut transaction = self.kept.begin().await?;
            if !has_row(&mut transaction, digest).await? {
                self.remove_content(digest).await?;
                swept += 1;
            }
            transaction.commit().await?;
        }
        Ok(swept)
    }

    async fn remove_content(&self, digest: Digest) -> Result<(), StoreError> {
        match self.contents.delete(&location(digest)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(StoreError::content("remove file")(error)),
        }
    }
}

async fn has_row(transaction: &mut Transaction, digest: Digest) -> Result<bool, StoreError> {
    let row: Option<FileRow> = on!(Transaction, transaction, |db| {
        sqlx::query_as(FIND_FILE).bind(text(digest)).fetch_optional(&mut **db).await
    })
    .map_err(StoreError::database("find file"))?;
    Ok(row.is_some())
}

/// The digest whose content lies here; none for what is not ours.
fn named(location: &Location) -> Option<Digest> {
    let name: String = location.parts().map(|part| part.as_ref().to_owned()).collect();
    name.parse().ok().filter(|digest| *location == self::location(*digest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Place, Shelf};

    #[tokio::test]
    async fn contents_are_synced_before_anybody_is_told() {
        let directory = tempfile::tempdir().unwrap();
        let place = Place::Directory(directory.path().to_owned());
        let kept = Database::open(&place, Shelf::Kept).await.unwrap();
        let files = Files::open(kept, &directory.path().join("files")).unwrap();
        assert!(format!("{:?}", files.contents).contains("fsync: true"));
    }
}
