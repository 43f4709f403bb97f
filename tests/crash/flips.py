"""Bits that flip: in the key ring, in envelopes, in audit rows and in backups. Always an error, never another plaintext."""

import random
import sqlite3

from installation import SAID, Installation, require, temporary


def flipped(value, position, bit):
    """`value` with one bit of one character changed, still text."""
    changed = chr(ord(value[position]) ^ (1 << bit))
    return value[:position] + changed + value[position + 1:]


def table(it, dice, count, what, select, update, *verb):
    """Flips bits of the text in one column and expects the verb to notice each."""
    tried = 0
    for _ in range(count):
        it.put_back()
        with sqlite3.connect(it.database) as connection:
            key, value = dice.choice(connection.execute(select).fetchall())
            # Bits 0 to 4 of a character keep it text; base64 and JSON have no two spellings of one value but for padding.
            changed = flipped(value, dice.randrange(len(value.rstrip("="))), dice.randrange(5))
            connection.execute(update, (changed, key))
        connection.close()
        done = it.attempt(*verb)
        require(done.returncode in SAID, f"{what} {key}: {value!r} became {changed!r} and exit was {done.returncode}: {done.stdout}{done.stderr}")
        require("panic" not in done.stderr, done.stderr)
        tried += 1
    print(f"  {what}: {tried} flips, each refused")


def run(binary, count, seed):
    dice = random.Random(seed)
    with temporary() as folder:
        it = Installation(binary, folder)
        it.fill(5)
        it.run("backup", "create")
        it.keep()
        table(it, dice, count, "data key", "SELECT key_id, wrapped FROM data_keys", "UPDATE data_keys SET wrapped = ? WHERE key_id = ?", "key", "verify")
        table(it, dice, count, "envelope", "SELECT device_id, sealed FROM credentials", "UPDATE credentials SET sealed = ? WHERE device_id = ?", "key", "verify")
        for column in ("subject", "action", "hash", "outcome", "request_id"):
            table(it, dice, max(1, count // 5), f"audit {column}", f"SELECT seq, {column} FROM audit_events", f"UPDATE audit_events SET {column} = ? WHERE seq = ?", "audit", "verify")
        it.put_back()
        file = it.finished_backups()[0]
        good = file.read_bytes()
        for _ in range(count):
            at, bit = dice.randrange(len(good)), dice.randrange(8)
            file.write_bytes(good[:at] + bytes([good[at] ^ 1 << bit]) + good[at + 1:])
            done = it.attempt("backup", "verify", str(file))
            require(done.returncode in SAID, f"backup, bit {bit} of byte {at}: exit {done.returncode}: {done.stderr}")
        print(f"  backup: {count} flips, each refused")
