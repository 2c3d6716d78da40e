"""What can be found across documents: each module is one public function over the marked pile."""
