package dev.hone.gateway.route;

/**
 * What adapters take in memory.
 *
 * @param adapters that are loaded
 * @param bytes of them
 * @param bound in bytes; what is pinned may go over it
 * @param evictions adapters unloaded because of a bound, since the start
 */
public record AdapterMemory(int adapters, long bytes, long bound, long evictions) {}
