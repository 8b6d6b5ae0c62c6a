"""Use cases: one public function each."""
