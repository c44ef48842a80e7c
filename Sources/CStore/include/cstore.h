#pragma once

// A SQLite file system over another one that gathers what is written one behind the other, so that a commit of many pages
// is one write to the log and not two a page (24 bytes of frame header, then the page), and a checkpoint writes
// neighbouring pages with one call. A checkpoint also reads the log in larger pieces.
//
// Only the database and its write-ahead log go through it; every other file is the lower file system's own. What was
// gathered is written when its file is synced, truncated, unlocked or closed, when the next write lies elsewhere or finds no
// room, and before a read that needs it from below. A call that cannot bring it down fails with the lower error and keeps
// it, so a sync that succeeds has everything under it. A kill or a power cut before the sync may leave any part of it:
// that is no new fault, SQLite writes the same bytes in the same places without this, ends the log at the first frame
// whose checksum is wrong, and copies pages again whose checkpoint did not end.
//
// For one connection with the exclusive lock and synchronous = FULL, where each commit ends with a sync of the log. With
// less than FULL a commit would stay in memory.

typedef struct gatherer gatherer;

// Makes a file system over the one called `lower`, or over the default one for NULL, and registers it. NULL where there is
// no such or no memory.
gatherer *gatherer_make(const char *lower);

// The name to open a database with.
const char *gatherer_name(const gatherer *gatherer);

// Throws away what was gathered for the log and not written, and what of the database could not be written. Between two
// transactions these are what a failed one or a failed checkpoint left: bytes of no commit, or that the log has, for which a
// full disk may have no room.
void gatherer_forget(gatherer *gatherer);

// Unregisters it. Every file on it must be closed.
void gatherer_free(gatherer *gatherer);
