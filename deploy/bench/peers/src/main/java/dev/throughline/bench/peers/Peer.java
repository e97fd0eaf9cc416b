package dev.throughline.bench.peers;

import dev.throughline.bench.Contender;

/** A contender that holds threads. */
interface Peer extends Contender, AutoCloseable {

    @Override
    void close();
}
