"""The Spark engine: the same functions and queries on a cluster, or on this machine for a test.

Tables and results pass between the two sides as files, so that neither holds them in memory; the folder must be one
that the workers see (`POLEWARD_SPARK_FOLDER`, else the machine's folder for temporary files). The workers need the same
Python with poleward installed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet

from poleward.archive import Archive
from poleward.engines.engine import BatchFunction, Inputs
from poleward.errors import UnusableInputError, needs_extra

ROWS = 1_000_000
"""Rows of an input held at once on their way to Spark."""
OLDEST_JAVA = 17
"""Spark 4 needs Java 17 or later."""
_INSTALL = "Install a Java runtime 17 or later, or use --engine local."


def java_version() -> int:
    """Return the main version of the Java that Spark would start.

    Raises
    ------
    UnusableInputError
        There is none, or it does not answer.
    """
    home = os.environ.get("JAVA_HOME")
    program = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if not program or not Path(program).exists():
        raise UnusableInputError("Spark needs Java, and there is none here.", todo=_INSTALL)
    try:
        told = subprocess.run([program, "-version"], capture_output=True, text=True, timeout=60, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        raise UnusableInputError(
            "the Java that Spark would start does not work.", where=program, todo=_INSTALL
        ) from None
    return parse_java_version(told.stderr + told.stdout)


def parse_java_version(told: str) -> int:
    """Return the main version from what `java -version` prints: 17 for "17.0.15", 8 for "1.8.0_402"."""
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    if not found:
        raise UnusableInputError("the version of Java cannot be told.", todo=_INSTALL)
    return int(found[1])


class SparkEngine:
    """A session on a Spark master.

    Parameters
    ----------
    master
        Its address; 'local[2]' is this machine with two threads.

    Raises
    ------
    UnusableInputError
        PySpark or Java is absent or too old, or the master cannot be reached.
    """

    name = "spark"

    def __init__(self, master: str = "local[*]") -> None:
        with needs_extra("spark"):
            from pyspark.sql import SparkSession
        version = java_version()
        if version < OLDEST_JAVA:
            raise UnusableInputError(f"Spark needs Java {OLDEST_JAVA}; here is Java {version}.", todo=_INSTALL)
        # Workers must be this Python; a laptop's host name often resolves to an address that nothing listens on.
        os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
        builder = (
            SparkSession.builder.appName("poleward")
            .master(master)
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.log.level", "ERROR")
        )
        if master.startswith("local"):
            builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
            builder = builder.config("spark.sql.shuffle.partitions", "8").config("spark.driver.memory", "3g")
        try:
            self.session: Any = builder.getOrCreate()
        except Exception as error:  # PySpark raises many kinds, some of them only by name
            raise UnusableInputError(
                f"no Spark session on {master} ({_short(error)}).", todo="Check --master, or use --engine local."
            ) from None

    def map_batches(
        self, function: BatchFunction, batches: Iterable[pa.RecordBatch], schema: pa.Schema
    ) -> Iterator[pa.RecordBatch]:
        """Apply a function to each batch; see `Engine.map_batches`. Each batch is one task."""
        packed = [(n, _pack(batch)) for n, batch in enumerate(batches)]
        if not packed:
            return
        with _shared_folder() as folder:
            tasks = self.session.sparkContext.parallelize(packed, len(packed))
            for name in tasks.map(_Task(function, folder)).collect():
                path = Path(name)
                with pa.OSFile(str(path)) as file, pa.ipc.open_stream(file) as found:
                    for batch in found:
                        yield batch.cast(schema)
                path.unlink()

    def aggregate(self, archive: Archive, query: str, inputs: Inputs, store: str) -> int:
        """Run a query on Spark; see `Engine.aggregate`."""
        connection = archive.connection
        with _shared_folder() as folder:
            for name, source in inputs.items():
                path = Path(folder) / name
                path.mkdir()
                _write_parquet(connection.sql(source).to_arrow_reader(ROWS), path / "rows.parquet")
                self.session.read.parquet(f"file://{path}").createOrReplaceTempView(name)
            result = Path(folder) / "result"
            self.session.sql(query).write.parquet(f"file://{result}")
            with archive.lend("result", pa.dataset.dataset(sorted(map(str, result.glob("*.parquet"))))):
                ((rows,),) = connection.execute(store).fetchall()
        return int(rows)

    def close(self) -> None:
        """End the session."""
        self.session.stop()


def _write_parquet(rows: pa.RecordBatchReader, path: Path) -> None:
    """Write rows as they come; an archive's connection may not write files."""
    with pa.parquet.ParquetWriter(path, rows.schema, compression="zstd") as writer:
        for batch in rows:
            writer.write_batch(batch)


def _shared_folder() -> tempfile.TemporaryDirectory[str]:
    """Return a new folder that driver and workers see."""
    return tempfile.TemporaryDirectory(prefix="poleward-spark-", dir=os.environ.get("POLEWARD_SPARK_FOLDER"))


class _Task:
    """A function over batches as a task; an object, because a worker must be able to unpickle it by name.

    What the function yields goes to a file: Spark's driver would hold the whole result of a task in memory.
    """

    def __init__(self, function: BatchFunction, folder: str) -> None:
        self.function, self.folder = function, folder

    def __call__(self, work: tuple[int, bytes]) -> str:
        """Unpack a batch, apply the function, write what it yields, and return the file's name."""
        number, packed = work
        # Spark may try a task twice: each try has a file of its own.
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=f"{number}-", delete=False) as file:
            writer = None
            for batch in pa.ipc.open_stream(packed):
                for found in self.function(batch):
                    writer = writer or pa.ipc.new_stream(file, found.schema)
                    writer.write_batch(found)
            (writer or pa.ipc.new_stream(file, pa.schema([]))).close()
        return file.name


def _pack(batch: pa.RecordBatch) -> bytes:
    """Return a batch as an Arrow stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue())


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:160]
