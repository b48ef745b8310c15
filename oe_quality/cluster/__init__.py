"""The same kernel over somebody else's engine: Spark holds the answers, the kernel sums over its partitions.

Every fit is a sum over items (`kernel.em.contract`), and sums are 64-bit integers, which add up to the same
bits in any order. So a partition of whole items is a batch, its statistics travel to the driver, the next
parameters travel back, and posteriors stay where their items are. A worker that is lost costs its
partitions' work again, and nothing else.
"""
