"""Index pages: which questions to the store each of them asks. No record is opened for them."""
