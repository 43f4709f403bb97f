"""A file system in memory that forgets at a power cut what was not synced.

After each sync it writes what would survive a cut to SNAPSHOTS/1, SNAPSHOTS/2 and so on. Two ways to be unkind, both of which
real file systems allow: `late` keeps a name only once its directory was synced; `early` keeps names at once and content only
once the file was synced, so that a renamed file may be empty.

    forgetfs.py MOUNTPOINT SNAPSHOTS late|early
"""

import errno
import os
import stat
import sys
import time
from pathlib import Path

from fuse import FUSE, FuseOSError, Operations


class Node:
    def __init__(self, mode):
        self.mode = mode
        self.data = bytearray()
        self.names = {}
        self.kept_data = b""
        self.kept_names = {}
        self.times = (time.time(), time.time())
        self.links = 2 if stat.S_ISDIR(mode) else 1


class ForgetFS(Operations):
    def __init__(self, snapshots, names_early):
        self.root = Node(stat.S_IFDIR | 0o700)
        self.open_files = {}
        self.handle = 0
        self.count = 0
        self.snapshots = Path(snapshots)
        self.names_early = names_early

    # names

    def node(self, path, handle=None):
        if handle in self.open_files:
            return self.open_files[handle]
        node = self.root
        for name in filter(None, path.split("/")):
            node = node.names.get(name)
            if node is None:
                raise FuseOSError(errno.ENOENT)
        return node

    def parent(self, path):
        directory, name = os.path.split(path)
        return self.node(directory), name

    def renamed(self, directory):
        if self.names_early:
            directory.kept_names = dict(directory.names)
            self.snapshot()

    def make(self, path, mode):
        directory, name = self.parent(path)
        if name in directory.names:
            raise FuseOSError(errno.EEXIST)
        directory.names[name] = Node(mode)
        self.renamed(directory)
        return directory.names[name]

    def opened(self, node):
        self.handle += 1
        self.open_files[self.handle] = node
        return self.handle

    # what survives

    def snapshot(self):
        self.count += 1
        self.write_out(self.root, self.snapshots / str(self.count))

    def write_out(self, directory, place):
        place.mkdir(mode=0o700, parents=True)
        for name, node in directory.kept_names.items():
            if stat.S_ISDIR(node.mode):
                self.write_out(node, place / name)
            else:
                (place / name).write_bytes(node.kept_data)
                (place / name).chmod(stat.S_IMODE(node.mode))

    def fsync(self, path, datasync, handle):
        node = self.node(path, handle)
        node.kept_data = bytes(node.data)
        self.snapshot()
        return 0

    def fsyncdir(self, path, datasync, handle):
        node = self.node(path)
        node.kept_names = dict(node.names)
        self.snapshot()
        return 0

    # the rest

    def getattr(self, path, fh=None):
        node = self.node(path, fh)
        return {
            "st_mode": node.mode, "st_nlink": node.links, "st_size": len(node.data), "st_uid": os.getuid(), "st_gid": os.getgid(),
            "st_atime": node.times[0], "st_mtime": node.times[1], "st_ctime": node.times[1],
        }

    def readdir(self, path, fh):
        return [".", "..", *self.node(path).names]

    def create(self, path, mode, fi=None):
        return self.opened(self.make(path, stat.S_IFREG | stat.S_IMODE(mode)))

    def open(self, path, flags):
        return self.opened(self.node(path))

    def release(self, path, fh):
        self.open_files.pop(fh, None)
        return 0

    def read(self, path, size, offset, fh):
        return bytes(self.node(path, fh).data[offset:offset + size])

    def write(self, path, data, offset, fh):
        content = self.node(path, fh).data
        if len(content) < offset:
            content.extend(bytes(offset - len(content)))
        content[offset:offset + len(data)] = data
        return len(data)

    def truncate(self, path, length, fh=None):
        content = self.node(path, fh).data
        del content[length:]
        content.extend(bytes(length - len(content)))

    def mkdir(self, path, mode):
        self.make(path, stat.S_IFDIR | stat.S_IMODE(mode))

    def unlink(self, path):
        directory, name = self.parent(path)
        self.node(path)
        del directory.names[name]
        self.renamed(directory)

    def rmdir(self, path):
        if self.node(path).names:
            raise FuseOSError(errno.ENOTEMPTY)
        self.unlink(path)

    def rename(self, old, new):
        node = self.node(old)
        before, name = self.parent(old)
        del before.names[name]
        after, name = self.parent(new)
        after.names[name] = node
        self.renamed(before)
        self.renamed(after)

    def chmod(self, path, mode):
        node = self.node(path)
        node.mode = stat.S_IFMT(node.mode) | stat.S_IMODE(mode)
        return 0

    def chown(self, path, uid, gid):
        return 0

    def utimens(self, path, times=None):
        self.node(path).times = times or (time.time(), time.time())

    def statfs(self, path):
        return {"f_bsize": 4096, "f_frsize": 4096, "f_blocks": 1 << 20, "f_bfree": 1 << 19, "f_bavail": 1 << 19, "f_namemax": 255}


if __name__ == "__main__":
    mountpoint, snapshots, names = sys.argv[1:]
    FUSE(ForgetFS(snapshots, names == "early"), mountpoint, foreground=True, nothreads=True)
