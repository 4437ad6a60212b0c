/**
 * Which instance of a service gets a call. {@link dev.tributary.balance.Instances} knows, for the
 * whole process, where the instances are and which answer health checks; a {@link
 * dev.tributary.balance.Balancer} chooses among them on one event loop, by what it has seen of each
 * there: how many calls are open, how long they took, how many failed. So choosing takes no lock.
 */
@NullMarked
package dev.tributary.balance;

import org.jspecify.annotations.NullMarked;
